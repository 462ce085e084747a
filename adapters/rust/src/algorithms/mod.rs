//! The algorithms, one module each. To add one:
//!
//! 1. Write `src/algorithms/NAME.rs` with a type that implements [`Algorithm`]; `adamw.rs` is a model.
//! 2. Below, add its `mod` line and its line in [`all`]. A test finds files that were forgotten here.
//! 3. `cargo test --test goldens -- NAME` judges it by the golden files, `goldstep check rust --algorithm NAME` by all.
//!
//! Each reads the variant's name and its hyperparameters as doubles, works out in doubles what does not depend on an
//! element (`1 - beta`, `1 - beta^t`), rounds that once by `T::of`, and makes one pass:
//!
//! ```ignore
//! p.each(|x, [m, v], [g]| {
//!     let m = b1 * m + a1 * g;
//!     let v = b2 * v + a2 * (g * g);
//!     (x - rate * (m / (v.sqrt() / c2 + eps)), [m, v])
//! })
//! ```
//!
//! The closure gets an element of the parameter, one of each state variable, in the order of [`Algorithm::slots`], and
//! one of each input; it returns the new ones. It should not branch on values but select, `if a { x } else { y }` with
//! both at hand, so that the loop becomes vector instructions. What else an algorithm may need:
//!
//! - **Scalars of the state** (a running product): [`Layout::scalar`] in `slots`, `p.scalars[0]` in `step`, an `f64`.
//!   They are no part of what `each` passes.
//! - **Several inputs** (Sophia): `INPUTS = 2`, and `[g, estimate]` in the closure or `p.inputs[1]`.
//! - **Norms and sums**: `p.threads.total([theta, g], |[x, g]| ...)`, a sum in double precision, whatever the dtype;
//!   `totals` has several in one pass.
//! - **Matrices**: `p.shape` is the shape of the parameter; [`Shape::Rows`], [`Shape::Columns`], [`Shape::NoMatrix`].
//!   `p.threads.rows` takes them row by row.
//! - **Windows of past tensors**: `Layout::shaped("steps", Shape::Window(n))`; one tensor of `n` copies in a row, to be
//!   parted by `chunks_exact(p.theta.len())`.
//! - **More than one pass**, or tensors of other shapes: `let [r, c, v] = exactly(p.tensors)?`, each used as a slice,
//!   then plain loops, or `p.threads.each(first, [others], [inputs], closure)` over slices of equal length.
//! - **All parameters as one vector** (L-BFGS): `JOINT = true`; `step` then sees a single parameter with one dimension,
//!   and the run parts the state again for whoever reads it.
//! - **Numbers for parameters** (schedules): `NUMBER = true`; `p.theta[0]` is the learning rate, always an `f64`, and
//!   `INPUTS = 0` where a step is given nothing. `cosine_annealing.rs` is a model.
//! - **The initial parameter**: `Layout::tensor("z").from_theta()`. A start that is a hyperparameter: `.from(value)`.

mod adabelief;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod adaptive_grad_clip;
mod adashift;
mod add_decayed_weights;
mod adopt;
mod amsgrad;
mod asgd;
mod batch_norm_statistics;
mod centralize;
mod chained_scheduler;
mod clip_by_block_rms;
mod clip_by_global_norm;
mod clip_by_norm;
mod clip_by_value;
mod constant_lr;
mod cosine_annealing;
mod cosine_warm_restarts;
mod cyclic_lr;
mod ema;
mod exponential_lr;
mod gradient_accumulation;
mod inverse_sqrt_lr;
mod lamb;
mod lambda_lr;
mod lars;
mod lbfgs;
mod linear_lr;
mod lion;
mod lr_range_test;
mod mini_batch_gradient;
mod multi_step_lr;
mod multiplicative_lr;
mod muon;
mod muon_adamw;
mod nadam;
mod nag;
mod nd_adam;
mod one_cycle_lr;
mod polynomial_lr;
mod radam;
mod reduce_on_plateau;
mod rmsprop;
mod rprop;
mod schedule_free;
mod schedule_free_sgd;
mod sequential_lr;
mod sgd;
mod sgdw;
mod sophia;
mod sparse_adam;
mod step_lr;
mod swa;
mod swalr;
mod training_loop;
mod warmup_cosine_lr;
mod warmup_lr;
mod warmup_stable_decay_lr;

use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;
use crate::tensor::Tensor;
use crate::threads::Threads;

/// Every algorithm, in one precision.
pub fn all<T: Float>() -> Vec<Entry<T>> {
    vec![
        Entry::of::<adabelief::AdaBelief>(),
        Entry::of::<adadelta::Adadelta>(),
        Entry::of::<adafactor::Adafactor>(),
        Entry::of::<adagrad::AdaGrad>(),
        Entry::of::<adam::Adam>(),
        Entry::of::<adamax::Adamax>(),
        Entry::of::<adamw::AdamW>(),
        Entry::of::<adaptive_grad_clip::AdaptiveGradClip>(),
        Entry::of::<adashift::AdaShift>(),
        Entry::of::<add_decayed_weights::AddDecayedWeights>(),
        Entry::of::<adopt::Adopt>(),
        Entry::of::<amsgrad::AmsGrad>(),
        Entry::of::<asgd::Asgd>(),
        Entry::of::<batch_norm_statistics::BatchNormStatistics>(),
        Entry::of::<centralize::Centralize>(),
        Entry::of::<chained_scheduler::ChainedScheduler>(),
        Entry::of::<clip_by_block_rms::ClipByBlockRms>(),
        Entry::of::<clip_by_global_norm::ClipByGlobalNorm>(),
        Entry::of::<clip_by_norm::ClipByNorm>(),
        Entry::of::<clip_by_value::ClipByValue>(),
        Entry::of::<constant_lr::ConstantLr>(),
        Entry::of::<cosine_annealing::CosineAnnealing>(),
        Entry::of::<cosine_warm_restarts::CosineWarmRestarts>(),
        Entry::of::<cyclic_lr::CyclicLr>(),
        Entry::of::<ema::Ema>(),
        Entry::of::<exponential_lr::ExponentialLr>(),
        Entry::of::<gradient_accumulation::GradientAccumulation>(),
        Entry::of::<inverse_sqrt_lr::InverseSqrtLr>(),
        Entry::of::<lamb::Lamb>(),
        Entry::of::<lambda_lr::LambdaLr>(),
        Entry::of::<lars::Lars>(),
        Entry::of::<lbfgs::Lbfgs>(),
        Entry::of::<linear_lr::LinearLr>(),
        Entry::of::<lion::Lion>(),
        Entry::of::<lr_range_test::LrRangeTest>(),
        Entry::of::<mini_batch_gradient::MiniBatchGradient>(),
        Entry::of::<multi_step_lr::MultiStepLr>(),
        Entry::of::<multiplicative_lr::MultiplicativeLr>(),
        Entry::of::<muon::Muon>(),
        Entry::of::<muon_adamw::MuonAdamW>(),
        Entry::of::<nadam::NAdam>(),
        Entry::of::<nag::Nag>(),
        Entry::of::<nd_adam::NdAdam>(),
        Entry::of::<one_cycle_lr::OneCycleLr>(),
        Entry::of::<polynomial_lr::PolynomialLr>(),
        Entry::of::<radam::RAdam>(),
        Entry::of::<reduce_on_plateau::ReduceOnPlateau>(),
        Entry::of::<rmsprop::RmsProp>(),
        Entry::of::<rprop::Rprop>(),
        Entry::of::<schedule_free::ScheduleFree>(),
        Entry::of::<schedule_free_sgd::ScheduleFreeSgd>(),
        Entry::of::<sequential_lr::SequentialLr>(),
        Entry::of::<sgd::Sgd>(),
        Entry::of::<sgdw::SgdW>(),
        Entry::of::<sophia::Sophia>(),
        Entry::of::<sparse_adam::SparseAdam>(),
        Entry::of::<step_lr::StepLr>(),
        Entry::of::<swa::Swa>(),
        Entry::of::<swalr::Swalr>(),
        Entry::of::<training_loop::TrainingLoop>(),
        Entry::of::<warmup_cosine_lr::WarmupCosineLr>(),
        Entry::of::<warmup_lr::WarmupLr>(),
        Entry::of::<warmup_stable_decay_lr::WarmupStableDecayLr>(),
    ]
}

/// An update rule with all its variants.
pub trait Algorithm {
    /// The name in the specification, which is that of the module too.
    const NAME: &'static str;
    const VARIANTS: &'static [&'static str];
    /// How many arrays a step is given for each parameter, the gradient first.
    const INPUTS: usize = 1;
    /// Whether all parameters are joined to one vector.
    const JOINT: bool = false;
    /// Whether a parameter is a number, such as a learning rate, which is a double whatever the dtype.
    const NUMBER: bool = false;

    /// The state that a variant keeps for each parameter.
    fn slots(variant: &str, h: &Hyper) -> Result<Vec<Layout>>;

    /// One step of one parameter; `t` counts from 1.
    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()>;
}

/// One parameter with all that a step needs.
pub struct Parameter<'a, T> {
    pub shape: &'a [usize],
    pub theta: &'a mut [T],
    /// As many as the algorithm takes, each as long as the parameter.
    pub inputs: &'a [&'a [T]],
    /// The state variables that are no scalars.
    pub tensors: &'a mut [Tensor<T>],
    /// Those that are.
    pub scalars: &'a mut [f64],
    pub threads: Threads,
}

impl<T: Float> Parameter<'_, T> {
    /// The fused step: one pass over the parameter, its state variables and the inputs.
    pub fn each<const S: usize, const G: usize>(
        self,
        f: impl Fn(T, [T; S], [T; G]) -> (T, [T; S]) + Copy + Send,
    ) -> Result<()> {
        let slots = exactly(self.tensors)?.each_mut().map(|x| &mut **x);
        let inputs = <[&[T]; G]>::try_from(self.inputs).map_err(|_| miscounted(G, self.inputs.len()))?;
        self.threads.each(self.theta, slots, inputs, f);
        Ok(())
    }
}

/// A slice as an array, to be taken apart by a pattern.
pub fn exactly<X, const N: usize>(all: &mut [X]) -> Result<&mut [X; N]> {
    let found = all.len();
    all.try_into().map_err(|_| miscounted(N, found))
}

fn miscounted(wanted: usize, found: usize) -> Error {
    Error::Failed(format!("the step takes {wanted} arrays where there are {found}"))
}

type Step<T> = fn(&str, &Hyper, i32, Parameter<'_, T>) -> Result<()>;

/// An algorithm as the rest of the crate sees it.
#[derive(Clone, Copy)]
pub struct Entry<T> {
    pub name: &'static str,
    pub variants: &'static [&'static str],
    pub inputs: usize,
    pub joint: bool,
    pub number: bool,
    pub slots: fn(&str, &Hyper) -> Result<Vec<Layout>>,
    pub step: Step<T>,
}

impl<T: Float> Entry<T> {
    pub(crate) fn of<A: Algorithm>() -> Self {
        Self {
            name: A::NAME,
            variants: A::VARIANTS,
            inputs: A::INPUTS,
            joint: A::JOINT,
            number: A::NUMBER,
            slots: A::slots,
            step: A::step::<T>,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_module_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/algorithms");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut modules: Vec<_> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        modules.retain(|name| name != "mod");
        modules.sort();
        let listed: Vec<_> = all::<f32>().iter().map(|entry| entry.name).collect();
        assert_eq!(listed, modules);
    }
}
