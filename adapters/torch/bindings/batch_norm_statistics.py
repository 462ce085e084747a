"""torch.optim.swa_utils.update_bn, and the running statistics of torch.nn.BatchNorm1d."""

from goldstep.adapters.torch.batch_norm import Statistics

BINDING = Statistics(variants=("pytorch-2.13", "pytorch-2.13-momentum"), one_pass=("pytorch-2.13",))
