//! Warm-up, a stable learning rate, and a decay at the end (Hu et al., 2024).

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct WarmupStableDecayLr;

impl Algorithm for WarmupStableDecayLr {
    const NAME: &'static str = "warmup_stable_decay_lr";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "transformers-5.18-linear",
        "transformers-5.18-cosine",
        "transformers-5.18-sqrt",
        "optax-0.2.8-linear",
        "optax-0.2.8-cosine",
        "pytorch-2.13",
    ];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, warmup, stable) = (h.get("lr")?, h.count("warmup")? as f64, h.count("stable")? as f64);
        let (e, low, rate) = (f64::from(t) - 1.0, h.or("ratio", 0.0), p.theta[0].double());
        let k = e - warmup - stable;
        let decay = h.count(if variant == "paper" { "half_life" } else { "decay" })? as f64;
        p.theta[0] = T::of(match variant {
            "pytorch-2.13" if e == 0.0 => base / warmup,
            "pytorch-2.13" if e == warmup || k == 0.0 => base,
            "pytorch-2.13" if e < warmup => rate * (1.0 + 1.0 / e),
            "pytorch-2.13" if k > 0.0 && k <= decay => rate * (1.0 + (low - 1.0) / (decay + (k - 1.0) * (low - 1.0))),
            "pytorch-2.13" => rate,
            _ if e < warmup => {
                let first = if variant.starts_with("transformers") { low } else { 0.0 };
                base * (e / warmup * (1.0 - first) + first)
            }
            _ if k < 0.0 => base,
            "paper" => base * 0.5_f64.powf(k / decay),
            _ => base * (shape(variant, (k / decay).min(1.0)) * (1.0 - low) + low),
        });
        Ok(())
    }
}

/// The curve of the decay, from 1 to 0.
fn shape(variant: &str, part: f64) -> f64 {
    match variant {
        "transformers-5.18-sqrt" => 1.0 - part.sqrt(),
        "transformers-5.18-cosine" | "optax-0.2.8-cosine" => (1.0 + (PI * part).cos()) / 2.0,
        _ => 1.0 - part,
    }
}
