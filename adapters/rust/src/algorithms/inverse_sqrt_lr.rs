//! Warm-up, then the inverse square root of the step (Vaswani et al., 2017, equation 3).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct InverseSqrtLr;

impl Algorithm for InverseSqrtLr {
    const NAME: &'static str = "inverse_sqrt_lr";
    const VARIANTS: &'static [&'static str] = &["paper", "burn-0.21", "espnet-202412", "transformers-4.57"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, warmup) = (h.get("lr")?, h.count("warmup")? as f64);
        let n = f64::from(t);
        let least = (1.0 / n.sqrt()).min(n / (warmup * warmup.sqrt()));
        p.theta[0] = T::of(match variant {
            "transformers-4.57" if n - 1.0 < warmup => base * ((n - 1.0) / warmup),
            "transformers-4.57" => base * (warmup / (n - 1.0)).sqrt(),
            "espnet-202412" => base * (warmup.sqrt() * least),
            _ => base * (least / h.get("model_size")?.sqrt()),
        });
        Ok(())
    }
}
