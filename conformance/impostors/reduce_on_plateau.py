"""Wrong reductions on a plateau."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

plateau = partial(Impostor, algorithm="reduce_on_plateau", variant="pytorch-2.13")
BETTER = 'q.where(bar, ">", s.metric, yes, no)'

IMPOSTORS = [
    plateau(
        name="first-metric-is-bad",
        clause="REDUCE-ON-PLATEAU-1",
        wrong="the margin of an infinite best metric is not a number, so no metric ever is an improvement",
        source="rustorch, src/optim/lr_scheduler.rs",
        old="def better(yes, no):\n",
        new="def better(yes, no):\n        return no\n",
    ),
    plateau(
        name="threshold-forgotten",
        clause="REDUCE-ON-PLATEAU-2",
        wrong="the threshold mode is not passed on: the margin is relative where an absolute one was asked for",
        source="allenai/allennlp PR#4173",
        variant="pytorch-2.13-abs",
        old='if h.margin == "absolute":',
        new='if h.margin == "nothing":',
    ),
    plateau(
        name="always-min",
        clause="REDUCE-ON-PLATEAU-3",
        wrong="a metric to be maximised is compared as one to be minimised",
        source="skorch-dev/skorch PR#364, the mode max",
        variant="pytorch-2.13-max",
        old='yes, no) if h.mode == "min" else',
        new="yes, no) if True else",
    ),
    plateau(
        name="on-the-bar-is-better",
        clause="REDUCE-ON-PLATEAU-3",
        wrong="a metric to be maximised that equals the best is, with a margin of 0, an improvement",
        source="mutation",
        variant="pytorch-2.13-max-abs",
        old='q.where(s.metric, ">", bar, yes, no)',
        new='q.where(s.metric, ">=", bar, yes, no)',
    ),
    plateau(
        name="absolute-bar-below",
        clause="REDUCE-ON-PLATEAU-2",
        wrong="a metric to be maximised has its absolute bar below the best",
        source="mutation",
        variant="pytorch-2.13-max-abs",
        old="return best - margin\n",
        new="return best + margin\n",
    ),
    plateau(
        name="compares-with-the-last",
        clause="REDUCE-ON-PLATEAU-3",
        wrong="the metric is compared with the one before, not with the best",
        source="mutation",
        old='q("best", better(s.metric, s.best)',
        new='q("best", better(s.metric, s.metric)',
    ),
    plateau(
        name="cooldown-counts",
        clause="REDUCE-ON-PLATEAU-4",
        wrong="steps of the cooldown count as steps without improvement",
        source="mutation",
        old='q.where(s.cooling, ">", 0, none, count), "REDUCE-ON-PLATEAU-4")\n    else',
        new='count, "REDUCE-ON-PLATEAU-4")\n    else',
    ),
    plateau(
        name="one-step-early",
        clause="REDUCE-ON-PLATEAU-5",
        wrong="as many steps without improvement as the patience are too many",
        source="paiml/aprender PR#2135; pytorch/pytorch #2545 and PR#7151, on the reading of patience",
        old='q.where(count, ">", q.number(h.patience)',
        new='q.where(count, ">=", q.number(h.patience)',
    ),
    plateau(
        name="patience-ignored",
        clause="REDUCE-ON-PLATEAU-5",
        wrong="patience is accepted and not used",
        source="nitrain/nitrain #23",
        old='q.where(count, ">", q.number(h.patience)',
        new='q.where(count, ">", 0',
    ),
    plateau(
        name="exactly-at-patience",
        clause="REDUCE-ON-PLATEAU-5",
        wrong="the count must equal the patience: without patience the improvements reduce, and the others do not",
        source="optax.contrib.reduce_on_plateau 0.2.8",
        variant="optax-0.2.8",
        old='q.where(count, ">=", q.maximum(q.number(h.patience), q.number(1)), yes, no)',
        new=(
            'q.where(count, ">", q.number(h.patience), no, lambda: q.where(count, ">=", q.number(h.patience), yes, no))'
        ),
    ),
    plateau(
        name="floor-forgotten",
        clause="REDUCE-ON-PLATEAU-6",
        wrong="the least learning rate is accepted and not used",
        source="fastai/fastai2 PR#307, before which there was none",
        old="q.maximum(s.theta * h.factor, h.min_lr)",
        new="s.theta * h.factor",
    ),
    plateau(
        name="from-the-base-rate",
        clause="REDUCE-ON-PLATEAU-6",
        wrong="each reduction begins with the base learning rate, so that only the first one is seen",
        source="AlexeyAB/darknet #8927",
        old="q.maximum(s.theta * h.factor, h.min_lr)",
        new="q.maximum(h.lr * h.factor, h.min_lr)",
    ),
    plateau(
        name="every-reduction",
        clause="REDUCE-ON-PLATEAU-7",
        wrong="a reduction that is too small is made all the same",
        source="mutation",
        variant="pytorch-2.13-abs",
        old='">", h.eps, lower, s.theta)',
        new='">", 0, lower, s.theta)',
    ),
    plateau(
        name="count-goes-on",
        clause="REDUCE-ON-PLATEAU-8",
        wrong="a reduction does not set the count back, so that every further step without improvement reduces",
        source="keras-team/keras #3991, without a cooldown",
        old='q("bad", late(none, count), "REDUCE-ON-PLATEAU-8")',
        new='q("bad", count, "REDUCE-ON-PLATEAU-8")',
    ),
    plateau(
        name="not-worse-is-better",
        clause="REDUCE-ON-PLATEAU-9",
        wrong="what is not worse is an improvement, also a metric that is not a number",
        source="mutation",
        variant="pytorch-2.13-abs",
        old=BETTER,
        new='q.where(s.metric, ">", bar, no, yes)',
    ),
]
