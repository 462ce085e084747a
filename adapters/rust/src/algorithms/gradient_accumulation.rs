//! Accumulation of gradients: several micro-batches, one gradient for the optimizer, and zero before it.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct GradientAccumulation;

impl Algorithm for GradientAccumulation {
    const NAME: &'static str = "gradient_accumulation";
    const VARIANTS: &'static [&'static str] =
        &["pytorch-2.13", "optax-0.2.8", "optax-0.2.8-sum", "optax-0.2.8-apply-every", "keras-3.15"];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("acc")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let every = h.count("every")?.max(1);
        let number = (t.unsigned_abs() as usize - 1) % every + 1; // of this micro-step in its window
        let (first, last, mean) = (number == 1, number == every, variant == "optax-0.2.8");
        let stays = variant == "optax-0.2.8-apply-every"; // until the next window begins
        let part = T::of(number as f64);
        let divisor = T::of(if variant == "keras-3.15" { every as f64 } else { 1.0 });
        p.each(|_, [acc], [g]| {
            let sum = if stays && first { g } else { acc + g };
            let gathered = if mean { acc + (g - acc) / part } else { sum };
            let emitted = if last { gathered / divisor } else { T::ZERO };
            (emitted, [if last && !stays { T::ZERO } else { gathered }])
        })
    }
}
