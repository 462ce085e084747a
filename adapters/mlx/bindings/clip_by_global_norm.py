"""mlx.optimizers.clip_grad_norm."""

from mlx.optimizers import clip_grad_norm

from goldstep.adapters.mlx.transforms import Transform

BINDING = Transform(variants=("mlx-0.32",), apply=lambda gradients, h: clip_grad_norm(gradients, h["max_norm"]))
