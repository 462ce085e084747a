"""torch 2.13: the fused CPU kernels of SGD, Adam, AdamW and Adagrad take all elements for adjacent.

A parameter that is every second element of a tensor is not stepped where it is: the elements between are. A gradient
in another order than its parameter is added to the wrong elements, and of an expanded one the memory behind it is read.

Severity: high.
Clauses: STEP-14.
Upstream: https://github.com/pytorch/pytorch/pull/123074 brought the kernels.
"""

import torch

ALL = (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.Adagrad)


def shown(tensor):
    """Its elements, without the last digits, which are rounded as the machine has it."""
    return tensor.detach().double().round(decimals=4).tolist()


for make in ALL:
    for fused in (False, True):
        whole = torch.ones(4)
        parameter = whole[::2].requires_grad_()
        parameter.grad = torch.full((2,), 2.0)
        make([parameter], lr=0.5, fused=fused).step()
        print(f"{make.__name__}, fused={fused}: a step of elements 0 and 2 makes {shown(whole)}")

for make in ALL:
    for fused in (False, True):
        parameter = torch.ones(2, 2, requires_grad=True)
        parameter.grad = torch.tensor([[0.0, 1.0], [0.0, 1.0]]).T
        make([parameter], lr=0.5, fused=fused).step()
        print(f"{make.__name__}, fused={fused}: gradients only in row 1 make {shown(parameter)}")

for fused in (False, True):
    parameter = torch.ones(3, requires_grad=True)
    parameter.grad = torch.tensor([1.0, 10.0, 100.0])[:1].expand(3)
    torch.optim.SGD([parameter], lr=0.5, fused=fused).step()
    print(f"SGD, fused={fused}: a gradient of 1, expanded to three, makes {shown(parameter)}")
