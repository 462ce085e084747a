//! Polynomial decay.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct PolynomialLr;

impl Algorithm for PolynomialLr {
    const NAME: &'static str = "polynomial_lr";
    const VARIANTS: &'static [&'static str] =
        &["closed", "pytorch-2.13", "optax-0.2.8", "keras-3.15", "keras-3.15-cycle"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([base, power], end) = (h.all(["lr", "exponent"])?, h.or("end", 0.0));
        let (e, length) = (f64::from(t) - 1.0, h.count("length")? as f64);
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "pytorch-2.13" if t > 1 && e > length => rate.double(),
            "pytorch-2.13" if t > 1 => rate.double() * ((length - e) / (length - e + 1.0)).powf(power),
            _ if length == 0.0 => base,
            "keras-3.15-cycle" => {
                let until = length * (e / length).ceil().max(1.0);
                (base - end) * ((until - e) / until).powf(power) + end
            }
            _ => (base - end) * ((length - e).max(0.0) / length).powf(power) + end,
        });
        Ok(())
    }
}
