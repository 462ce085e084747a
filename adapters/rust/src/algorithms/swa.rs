//! Stochastic weight averaging (Izmailov et al., 2018, Algorithm 1): the equal mean of weights on the way.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Swa;

impl Algorithm for Swa {
    const NAME: &'static str = "swa";
    const VARIANTS: &'static [&'static str] = &["paper", "pytorch-2.13", "pytorch-2.13-buffers", "torchcontrib-0.0.2"];
    const INPUTS: usize = 2;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("b_avg").from_theta()])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (t, start, frequency) = (i64::from(t), h.or("start", 0.0) as i64, h.count("frequency")?.max(1) as i64);
        let torch = variant.starts_with("pytorch");
        let (due, taken) = if torch {
            (t >= start && (t - start) % frequency == 0, (t - start) / frequency + 1)
        } else {
            (t > start && t % frequency == 0, t / frequency - start / frequency)
        };
        if !due {
            return Ok(());
        }
        // The weights before training are a term of the paper's mean.
        let terms = if variant == "paper" { taken + 1 } else { taken };
        let (first, n) = (terms == 1, T::of(terms as f64));
        let mean = move |average: T, new: T| if first { new } else { average + (new - average) / n };
        let averaged = variant == "pytorch-2.13-buffers";
        p.each(|x, [old], [w, b]| {
            let buffer = if averaged { mean(old, b) } else { b };
            (mean(x, w), [if torch { buffer } else { old }])
        })
    }
}
