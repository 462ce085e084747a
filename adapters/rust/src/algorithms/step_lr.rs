//! Step decay: a factor every so many steps.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct StepLr;

impl Algorithm for StepLr {
    const NAME: &'static str = "step_lr";
    const VARIANTS: &'static [&'static str] = &["closed", "pytorch-2.13", "rustorch-0.6"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([base, gamma], size) = (h.all(["lr", "gamma"])?, h.count("step_size")? as f64);
        let e = f64::from(t) - 1.0;
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "pytorch-2.13" if t > 1 && e % size == 0.0 => rate.double() * gamma,
            "pytorch-2.13" if t > 1 => rate.double(),
            "rustorch-0.6" => base * gamma.powf(((e + 1.0) / size).floor()),
            _ => base * gamma.powf((e / size).floor()),
        });
        Ok(())
    }
}
