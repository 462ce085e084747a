"""torch.amp.GradScaler, clip_grad_norm_, torch.optim.AdamW, LambdaLR and AveragedModel in one loop."""

from goldstep.adapters.torch.loops import Loop

BINDING = Loop(variants=("pytorch-2.13",))
