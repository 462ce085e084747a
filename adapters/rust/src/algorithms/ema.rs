//! Exponential moving average of the weights; with a zero start, that of Kingma & Ba (2015), section 7.2.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Ema;

impl Algorithm for Ema {
    const NAME: &'static str = "ema";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "pytorch-2.13",
        "pytorch-2.13-buffers",
        "keras-3.15",
        "optax-0.2.8",
        "optax-0.2.8-incremental",
        "stable-diffusion-1",
        "timm-1.0",
        "diffusers-0.42",
        "diffusers-0.42-warm-up",
    ];
    const INPUTS: usize = 2;

    fn slots(variant: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let buffers = Layout::tensor("b_avg").from_theta();
        Ok(if from_zero(variant) { vec![Layout::tensor("m"), buffers] } else { vec![buffers] })
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let (decay, n) = (h.get("decay")?, f64::from(t));
        if from_zero(variant) {
            let (d, a, bias) = (T::of(decay), T::of(1.0 - decay), T::of(1.0 - decay.powi(t)));
            return p.each(|_, [m, buffer], [w, _]| {
                let m = d * m + a * w;
                (m / bias, [m, buffer])
            });
        }
        let decay = match variant {
            "stable-diffusion-1" => decay.min((n + 1.0) / (n + 10.0)),
            "optax-0.2.8-incremental" => decay,
            _ if t == 1 => 0.0,
            "timm-1.0" | "diffusers-0.42-warm-up" => {
                decay.min(1.0 - (1.0 + (n - 1.0) / h.get("gamma")?).powf(-h.get("power")?))
            }
            "diffusers-0.42" => decay.min(n / (n + 9.0)),
            _ => decay,
        };
        let averaged = variant == "pytorch-2.13-buffers" || variant == "timm-1.0";
        let copied = variant == "pytorch-2.13" || variant == "keras-3.15";
        let (d, a) = (T::of(decay), T::of(1.0 - decay));
        p.each(|x, [old], [w, b]| {
            let left = if averaged { d * old + a * b } else { old };
            (d * x + a * w, [if copied { b } else { left }])
        })
    }
}

/// Whether the average begins at zero and is corrected for it.
fn from_zero(variant: &str) -> bool {
    variant == "paper" || variant == "optax-0.2.8"
}
