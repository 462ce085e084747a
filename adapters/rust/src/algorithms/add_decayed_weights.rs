//! Weight decay added to the gradient, which is the gradient of a penalty of half the squared weights.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct AddDecayedWeights;

impl Algorithm for AddDecayedWeights {
    const NAME: &'static str = "add_decayed_weights";
    const VARIANTS: &'static [&'static str] = &[
        "optax-0.2.8",
        "optax-0.2.8-clipped-before",
        "optax-0.2.8-clipped-after",
        "pytorch-2.13",
        "pytorch-2.13-clipped",
    ];
    const INPUTS: usize = 2;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let (before, after) = match variant {
            "optax-0.2.8-clipped-before" => (h.get("limit")?, f64::INFINITY),
            "optax-0.2.8-clipped-after" | "pytorch-2.13-clipped" => (f64::INFINITY, h.get("limit")?),
            _ => (f64::INFINITY, f64::INFINITY),
        };
        let (before, after, wd) = (T::of(before), T::of(after), T::of(h.get("weight_decay")?));
        p.each(|_, [], [g, w]| ((g.clip(before) + wd * w).clip(after), []))
    }
}
