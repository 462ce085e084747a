//! Clipping of each tensor by its own norm.

use super::clip_by_global_norm::{factor, GUARD};
use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ClipByNorm;

impl Algorithm for ClipByNorm {
    const NAME: &'static str = "clip_by_norm";
    const VARIANTS: &'static [&'static str] = &["keras-3.15", "burn-0.21", "pytorch-2.13"];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let norm = p.threads.total([p.inputs[0]], |[g]| g.double() * g.double()).sqrt();
        let guard = if variant == "pytorch-2.13" { GUARD } else { 0.0 };
        let factor = T::of(factor(norm + guard, h.get("max_norm")?));
        p.each(|_, [], [g]| (factor * g, []))
    }
}
