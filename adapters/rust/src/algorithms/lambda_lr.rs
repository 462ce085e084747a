//! The base rate times a function of the number of steps; inverse-time decay as an example.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct LambdaLr;

impl Algorithm for LambdaLr {
    const NAME: &'static str = "lambda_lr";
    const VARIANTS: &'static [&'static str] = &["pytorch-2.13", "keras-3.15", "keras-3.15-staircase"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [base, decay] = h.all(["lr", "decay"])?;
        let e = (f64::from(t) - 1.0) / h.or("length", 1.0);
        let e = if variant == "keras-3.15-staircase" { e.floor() } else { e };
        p.theta[0] = T::of(base * (1.0 / (1.0 + decay * e)));
        Ok(())
    }
}
