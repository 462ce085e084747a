//! Statistics of batch normalization for inference (Ioffe & Szegedy, 2015, Algorithm 2), from batches of 4.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct BatchNormStatistics;

impl Algorithm for BatchNormStatistics {
    const NAME: &'static str = "batch_norm_statistics";
    const VARIANTS: &'static [&'static str] = &["paper", "pytorch-2.13", "pytorch-2.13-momentum", "keras-3.15"];
    const INPUTS: usize = 4;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("v").from(1.0)])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let cumulative = variant == "paper" || variant == "pytorch-2.13";
        let share = if cumulative { 1.0 / f64::from(t) } else { h.get("momentum")? };
        let (kept, share) = (T::of(1.0 - share), T::of(share));
        let (size, divisor) = (T::of(4.0), T::of(if variant == "keras-3.15" { 4.0 } else { 3.0 }));
        p.each(|x, [v], [x1, x2, x3, x4]| {
            let mean = (x1 + x2 + x3 + x4) / size;
            let [d1, d2, d3, d4] = [x1 - mean, x2 - mean, x3 - mean, x4 - mean];
            let variance = (d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4) / divisor;
            (kept * x + share * mean, [kept * v + share * variance])
        })
    }
}
