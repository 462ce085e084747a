"""The shapes of the parameters of a real model, in their order."""

Shape = tuple[int, ...]


def resnet_50() -> list[Shape]:
    """The 161 tensors of ResNet-50 (He et al., 2016, table 1), as torchvision lays them out: 25,557,032 numbers."""

    def convolution(out: int, into: int, size: int) -> list[Shape]:
        return [(out, into, size, size), (out,), (out,)]  # with the scale and the shift of its normalisation

    shapes, into = convolution(64, 3, 7), 64
    for width, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for block in range(blocks):
            shapes += convolution(width, into, 1) + convolution(width, width, 3) + convolution(4 * width, width, 1)
            shapes += convolution(4 * width, into, 1) if block == 0 else []
            into = 4 * width
    return [*shapes, (1000, 2048), (1000,)]
