//! A constant factor for the first steps.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ConstantLr;

impl Algorithm for ConstantLr {
    const NAME: &'static str = "constant_lr";
    const VARIANTS: &'static [&'static str] = &["closed", "pytorch-2.13", "optax-0.2.8"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, factor) = (h.get("lr")?, h.or("factor", 1.0));
        let (e, length) = (f64::from(t) - 1.0, h.or("length", 0.0));
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "pytorch-2.13" if t > 1 && e == length => rate.double() * (1.0 / factor),
            "pytorch-2.13" if t > 1 => rate.double(),
            _ if e < length => base * factor,
            _ => base,
        });
        Ok(())
    }
}
