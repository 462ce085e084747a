//! Clipping by the norm of all gradients together (Pascanu, Mikolov & Bengio, 2013, Algorithm 1).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ClipByGlobalNorm;

/// What PyTorch and MLX add to the norm.
pub(super) const GUARD: f64 = 1e-6;

impl Algorithm for ClipByGlobalNorm {
    const NAME: &'static str = "clip_by_global_norm";
    const VARIANTS: &'static [&'static str] =
        &["paper", "optax-0.2.8", "keras-3.15", "pytorch-2.13", "pytorch-2.13-1", "pytorch-2.13-inf", "mlx-0.32"];
    const JOINT: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let g = p.inputs[0];
        let norm = match variant {
            "pytorch-2.13-1" => p.threads.total([g], |[g]| g.abs().double()),
            "pytorch-2.13-inf" => largest(g),
            _ => p.threads.total([g], |[g]| g.double() * g.double()).sqrt(),
        };
        let guard = if variant.starts_with("pytorch") || variant == "mlx-0.32" { GUARD } else { 0.0 };
        let poisoned = variant == "keras-3.15" && norm.is_infinite();
        let factor = T::of(if poisoned { f64::NAN } else { factor(norm + guard, h.get("max_norm")?) });
        p.each(|_, [], [g]| (factor * g, []))
    }
}

/// The factor that brings a norm to the limit; 1 for a norm within it, and NaN for NaN.
pub(super) fn factor(norm: f64, limit: f64) -> f64 {
    if norm <= limit {
        1.0
    } else {
        limit / norm
    }
}

/// The largest modulus, or NaN where there is one.
fn largest<T: Float>(g: &[T]) -> f64 {
    g.iter().map(|g| g.abs().double()).fold(0.0, |most, x| if most >= x || most.is_nan() { most } else { x })
}
