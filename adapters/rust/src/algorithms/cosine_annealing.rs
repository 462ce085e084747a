//! Cosine annealing (Loshchilov & Hutter, 2017, equation 5).

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct CosineAnnealing;

impl Algorithm for CosineAnnealing {
    const NAME: &'static str = "cosine_annealing";
    const VARIANTS: &'static [&'static str] =
        &["paper", "pytorch-2.13", "optax-0.2.8", "keras-3.15", "mlx-0.32", "rustorch-0.6"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, length) = (h.get("lr")?, h.count("length")? as i64);
        let e = i64::from(t) - 1;
        let low =
            if matches!(variant, "optax-0.2.8" | "keras-3.15") { h.get("alpha")? * base } else { h.or("eta_min", 0.0) };
        let curve = |e: i64| (1.0 + (PI * e as f64 / length as f64).cos()) / 2.0;
        let rate = &mut p.theta[0];
        *rate = T::of(match variant {
            "optax-0.2.8" => low + (base - low) * curve(e.min(length)).powf(h.get("exponent")?),
            "keras-3.15" | "mlx-0.32" => low + (base - low) * curve(e.min(length)),
            "rustorch-0.6" if e > length => {
                let again = if length == 1 { e % 2 } else { 1 + (e - 1) % length };
                low + (base - low) * curve(again)
            }
            "pytorch-2.13" if e > 0 && (e - 1 - length) % (2 * length) == 0 => {
                rate.double() + (base - low) * (1.0 - (PI / length as f64).cos()) / 2.0
            }
            "pytorch-2.13" if e > 0 => curve(e) / curve(e - 1) * (rate.double() - low) + low,
            _ => low + (base - low) * curve(e),
        });
        Ok(())
    }
}
