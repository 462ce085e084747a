//! The gradient of a batch: of four samples, those that a mask has in it.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct MiniBatchGradient;

const SAMPLES: usize = 4;

impl Algorithm for MiniBatchGradient {
    const NAME: &'static str = "mini_batch_gradient";
    const VARIANTS: &'static [&'static str] = &["paper", "pytorch-2.13", "pytorch-2.13-sum", "welling-2011"];
    /// The gradients of the samples, then the mask of each.
    const INPUTS: usize = 2 * SAMPLES;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, _: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let sum = variant == "pytorch-2.13-sum";
        let scale = T::of(if variant == "welling-2011" { SAMPLES as f64 } else { 1.0 });
        p.each(|_, [], [g1, g2, g3, g4, m1, m2, m3, m4]| {
            let total = m1 * g1 + m2 * g2 + m3 * g3 + m4 * g4;
            let mean = total / T::ONE.larger(m1 + m2 + m3 + m4);
            (if sum { total } else { scale * mean }, [])
        })
    }
}
