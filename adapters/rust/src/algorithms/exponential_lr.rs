//! Exponential decay.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ExponentialLr;

impl Algorithm for ExponentialLr {
    const NAME: &'static str = "exponential_lr";
    const VARIANTS: &'static [&'static str] =
        &["closed", "pytorch-2.13", "keras-3.15", "optax-0.2.8", "optax-0.2.8-staircase", "optax-0.2.8-end"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [base, gamma] = h.all(["lr", "gamma"])?;
        let decays = (f64::from(t) - 1.0 - h.or("begin", 0.0)).max(0.0) / h.or("steps", 1.0);
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "pytorch-2.13" if t > 1 => rate.double() * gamma,
            "optax-0.2.8-staircase" => base * gamma.powf(decays.floor()),
            "optax-0.2.8-end" if gamma < 1.0 => (base * gamma.powf(decays)).max(h.get("end_value")?),
            "optax-0.2.8-end" => (base * gamma.powf(decays)).min(h.get("end_value")?),
            _ => base * gamma.powf(decays),
        });
        Ok(())
    }
}
