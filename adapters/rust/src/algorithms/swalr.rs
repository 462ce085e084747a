//! Annealing to the constant learning rate of stochastic weight averaging, as PyTorch has it.

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Swalr;

impl Algorithm for Swalr {
    const NAME: &'static str = "swalr";
    const VARIANTS: &'static [&'static str] = &["pytorch-2.13", "pytorch-2.13-linear"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([base, target, factor], length) = (h.all(["lr", "swa_lr", "factor"])?, h.count("length")? as f64);
        let (e, rate) = (f64::from(t) - 1.0, p.theta[0].double());
        // What is left of the way to the target.
        let left = |e: f64| match variant {
            "pytorch-2.13-linear" => 1.0 - e / length,
            _ => (PI * e / length / 2.0).cos().powi(2),
        };
        let found = if e == 1.0 { factor * rate } else { rate };
        p.theta[0] = T::of(if e >= length {
            target
        } else if e == 0.0 {
            base
        } else {
            target + (found - target) * (left(e) / left(e - 1.0))
        });
        Ok(())
    }
}
