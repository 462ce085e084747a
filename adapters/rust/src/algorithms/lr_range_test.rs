//! The learning rate range test, from low to high in one short run (Smith, 2017, section 3.3).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct LrRangeTest;

impl Algorithm for LrRangeTest {
    const NAME: &'static str = "lr_range_test";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "optax-0.2.8-linear",
        "optax-0.2.8",
        "pytorch-2.13-linear",
        "pytorch-2.13",
        "fastai-2",
        "torch-lr-finder-0.2-linear",
        "torch-lr-finder-0.2",
        "lightning-2-linear",
        "lightning-2",
    ];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([low, high], length) = (h.all(["lr", "high"])?, h.count("length")? as f64);
        let e = f64::from(t) - 1.0;
        let part = match variant {
            "paper" | "optax-0.2.8-linear" | "optax-0.2.8" => e.min(length) / length,
            "torch-lr-finder-0.2-linear" | "torch-lr-finder-0.2" => e / (length - 1.0),
            "lightning-2-linear" | "lightning-2" if e > 0.0 => (e + 1.0) / length,
            _ => e / length,
        };
        let linear = variant == "paper" || variant.ends_with("linear");
        p.theta[0] = T::of(if linear { low + part * (high - low) } else { low * (high / low).powf(part) });
        Ok(())
    }
}
