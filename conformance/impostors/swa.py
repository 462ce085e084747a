"""Wrong stochastic weight averages."""

from functools import partial

from goldstep.conformance.impostors.impostor import RUSTORCH, Impostor

swa = partial(Impostor, algorithm="swa", variant="pytorch-2.13")

IMPOSTORS = [
    swa(
        name="denominator-ignores-frequency",
        clause="SWA-1",
        wrong="the steps since the start count as models, those between two updates too",
        source="simon-larsson/keras-swa #10",
        old="q.number((t - s) // c + 1)",
        new="q.number(t - s + 1)",
    ),
    swa(
        name="first-step-left-out",
        clause="SWA-1",
        wrong="the step where averaging begins is left out, as one that lies before",
        source="torch.optim.swa_utils, whose documented loop has epoch > swa_start where the authors have epoch + 1 >=",
        old='early, off = (t, "<", h.start)',
        new='early, off = (t, "<=", h.start)',
    ),
    swa(
        name="starting-weights-counted",
        clause="SWA-2",
        wrong="the weights before training are a term of the mean",
        source="Izmailov et al. (2018), Algorithm 1, for another variant",
        old='taken + 1 if h.first == "counted" else taken',
        new="taken + 1",
    ),
    swa(
        name="counted-per-tensor",
        clause="SWA-2",
        wrong="the counter of averaged models advances once for each tensor",
        source="pytorch/vision PR#4544",
        old='"counted" else taken, "SWA-2"',
        new='"counted" else 2 * taken - 1, "SWA-2"',
    ),
    swa(
        name="average-of-a-clone",
        clause="SWA-3",
        wrong="the wrapper owns a copy of the model and averages that, so the average never moves",
        source=f"{RUSTORCH}: AveragedModel::new(model.clone()), then update_parameters()",
        old="mean(s.theta, s.w)",
        new="mean(s.theta, s.theta)",
    ),
    swa(
        name="new-weights-scaled-up",
        clause="SWA-3",
        wrong="the new weights, not the average, are multiplied by the number of models",
        source="pbaylies/stylegan-encoder #13",
        old="mean(s.theta, s.w)",
        new="mean(s.w, s.theta)",
    ),
    swa(
        name="buffers-copied",
        variant="pytorch-2.13-buffers",
        clause="SWA-4",
        wrong="the buffers that were asked to be averaged are copied: use_buffers is inverted",
        source=f"{RUSTORCH}: if self.use_buffers, avg_buffer = buffer.clone()",
        old='h.buffers == "averaged"',
        new='h.buffers == "copied"',
    ),
    swa(
        name="buffers-left",
        clause="SWA-4",
        wrong="the buffers of the average stay as they were at the start",
        source="pytorch/vision #4391; leela-zero/leela-zero PR#1090",
        old="lambda: s.b)",
        new="lambda: s.b_avg)",
    ),
    swa(
        name="buffers-start-at-zero",
        clause="SWA-5",
        wrong="the average starts with empty buffers, not as a copy of the model",
        source="keras-team/keras PR#18972, where the average starts at 0",
        old='the average", start="theta"',
        new='the average"',
    ),
]
