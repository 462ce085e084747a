//! The rate times a function of the number of steps, at every step.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct MultiplicativeLr;

impl Algorithm for MultiplicativeLr {
    const NAME: &'static str = "multiplicative_lr";
    const VARIANTS: &'static [&'static str] = &["pytorch-2.13"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(_: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [base, decay] = h.all(["lr", "decay"])?;
        let rate = &mut p.theta[0];
        *rate = T::of(if t > 1 { rate.double() * (1.0 / (1.0 + decay * f64::from(t))) } else { base });
        Ok(())
    }
}
