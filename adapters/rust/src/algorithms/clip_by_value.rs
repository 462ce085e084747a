//! Clipping of each element of a gradient.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ClipByValue;

impl Algorithm for ClipByValue {
    const NAME: &'static str = "clip_by_value";
    const VARIANTS: &'static [&'static str] = &["pytorch-2.13", "optax-0.2.8", "keras-3.15", "burn-0.21"];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(_: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let limit = T::of(h.get("max_value")?);
        p.each(|_, [], [g]| (g.clip(limit), []))
    }
}
