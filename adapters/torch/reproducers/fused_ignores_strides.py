"""torch 2.13: the fused CPU kernels of SGD, Adam, AdamW and Adagrad take all elements for adjacent.

A parameter that is every second element of a tensor is not stepped where it is: the elements between are. A gradient
in another order than its parameter is added to the wrong elements, and of an expanded one the memory behind it is read.
"""

import torch

ALL = (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.Adagrad)

for make in ALL:
    for fused in (False, True):
        whole = torch.ones(4)
        parameter = whole[::2].requires_grad_()
        parameter.grad = torch.full((2,), 2.0)
        make([parameter], lr=0.5, fused=fused).step()
        print(f"{make.__name__}, fused={fused}: a step of elements 0 and 2 makes {whole.tolist()}")

for make in ALL:
    for fused in (False, True):
        parameter = torch.ones(2, 2, requires_grad=True)
        parameter.grad = torch.tensor([[0.0, 1.0], [0.0, 1.0]]).T
        make([parameter], lr=0.5, fused=fused).step()
        print(f"{make.__name__}, fused={fused}: gradients only in row 1 make {parameter.tolist()}")

for fused in (False, True):
    parameter = torch.ones(3, requires_grad=True)
    parameter.grad = torch.tensor([1.0, 10.0, 100.0])[:1].expand(3)
    torch.optim.SGD([parameter], lr=0.5, fused=fused).step()
    print(f"SGD, fused={fused}: a gradient of 1, expanded to three, makes {parameter.tolist()}")
