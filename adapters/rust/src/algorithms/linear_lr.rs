//! A rate that moves linearly.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct LinearLr;

impl Algorithm for LinearLr {
    const NAME: &'static str = "linear_lr";
    const VARIANTS: &'static [&'static str] = &["closed", "pytorch-2.13", "optax-0.2.8", "mlx-0.32"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, e, length) = (h.get("lr")?, f64::from(t) - 1.0, h.count("length")? as f64);
        let gone = if length > 0.0 { e.min(length) / length } else { 0.0 };
        let rate = &mut p.theta[0];
        if matches!(variant, "optax-0.2.8" | "mlx-0.32") {
            let since = (e - h.or("begin", 0.0)).max(0.0);
            let gone = if length > 0.0 { since.min(length) / length } else { 0.0 };
            *rate = T::of(base + (h.get("end")? - base) * gone);
            return Ok(());
        }
        let [first, last] = h.all(["start_factor", "end_factor"])?;
        let rise = last - first;
        *rate = T::of(match variant {
            "pytorch-2.13" if t > 1 && e > length => rate.double(),
            "pytorch-2.13" if t > 1 => rate.double() * (1.0 + rise / (length * first + (e - 1.0) * rise)),
            _ => base * (first + rise * gone),
        });
        Ok(())
    }
}
