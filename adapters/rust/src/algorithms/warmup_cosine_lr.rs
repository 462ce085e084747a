//! Linear warm-up of the learning rate, then cosine annealing.

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct WarmupCosineLr;

impl Algorithm for WarmupCosineLr {
    const NAME: &'static str = "warmup_cosine_lr";
    const VARIANTS: &'static [&'static str] = &[
        "optax-0.2.8",
        "transformers-5.24",
        "keras-3.15",
        "timm-1.0-prefix",
        "timm-1.0",
        "build-nanogpt",
        "nanogpt",
        "pytorch-2.13",
    ];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (base, init, low) = (h.get("lr")?, h.or("init", 0.0), h.or("eta_min", 0.0));
        let (warmup, length) = (h.count("warmup")? as f64, h.count("length")? as f64);
        let (e, rate) = (f64::from(t) - 1.0, p.theta[0].double());
        let annealed =
            |low: f64, k: f64, decay: f64| low + (base - low) * (1.0 + (PI * k.min(decay) / decay).cos()) / 2.0;
        p.theta[0] = T::of(match variant {
            "pytorch-2.13" if e == 0.0 => base / warmup,
            "pytorch-2.13" if e < warmup => rate * (e + 1.0) / e,
            "pytorch-2.13" if e == warmup => base,
            "pytorch-2.13" => recursive(rate, base, low, e - warmup, length - warmup),
            "build-nanogpt" if e < warmup => base * (e + 1.0) / warmup,
            "nanogpt" if e < warmup => base * (e + 1.0) / (warmup + 1.0),
            _ if e < warmup => init + e * ((base - init) / warmup),
            "transformers-5.24" => base * (1.0 + (PI * (e - warmup) / (length - warmup)).cos()) / 2.0,
            "keras-3.15" => annealed(h.get("alpha")? * base, e - warmup, length),
            "timm-1.0-prefix" => annealed(low, e - warmup, length),
            "timm-1.0" => annealed(low, e, length),
            _ => annealed(low, e - warmup, length - warmup),
        });
        Ok(())
    }
}

/// PyTorch's annealing, from the learning rate of the step before.
fn recursive(rate: f64, base: f64, low: f64, k: f64, decay: f64) -> f64 {
    if (k - 1.0 - decay) % (2.0 * decay) == 0.0 {
        return rate + (base - low) * (1.0 - (PI / decay).cos()) / 2.0;
    }
    let curve = |k: f64| 1.0 + (PI * k / decay).cos();
    curve(k) / curve(k - 1.0) * (rate - low) + low
}
