//! AdamW (Loshchilov & Hutter, 2019, Algorithm 2).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct AdamW;

impl Algorithm for AdamW {
    const NAME: &'static str = "adamw";
    const VARIANTS: &'static [&'static str] = &[
        "pytorch-2.13",
        "paper",
        "optax-0.2.8",
        "optax-0.2.8-eps-root",
        "keras-3.15",
        "heavyball-3.2",
        "timm-1.0.31-cautious",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m"), Layout::tensor("v")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, beta1, beta2, eps, decay] = h.all(["lr", "beta1", "beta2", "eps", "weight_decay"])?;
        let (bias1, bias2) = (1.0 - beta1.powi(t), 1.0 - beta2.powi(t));
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        // In the paper, the decay is scaled by the schedule, and not by the learning rate.
        let schedule = h.or("schedule_multiplier", 1.0);
        let shrink = if variant == "paper" { schedule } else { lr };
        let (keep, eps) = (T::of(1.0 - shrink * decay), T::of(eps));
        match variant {
            "optax-0.2.8-eps-root" => {
                let (rate, inverse) = (T::of(lr / bias1), T::of(1.0 / bias2));
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (keep * x - rate * (m / (v * inverse + eps).sqrt()), [m, v])
                })
            }
            "timm-1.0.31-cautious" => {
                let agrees = |m: T, g: T| if (b1 * m + a1 * g) * g > T::ZERO { T::ONE } else { T::ZERO };
                let kept = p.threads.total([&p.tensors[0], p.inputs[0]], |[m, g]| agrees(m, g).double());
                let scale = 1.0 / (kept / p.theta.len().max(1) as f64).max(1e-3);
                let (rate, inverse) = (T::of(lr * scale / bias1), T::of(1.0 / bias2.sqrt()));
                p.each(|x, [m, v], [g]| {
                    let share = rate * agrees(m, g);
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (keep * x - share * (m / (v.sqrt() * inverse + eps)), [m, v])
                })
            }
            "heavyball-3.2" => {
                let (rate, inverse) = (T::of(lr / bias1), T::of(1.0 / bias2.sqrt()));
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (keep * x - rate * (m / eps.larger(v.sqrt() * inverse)), [m, v])
                })
            }
            _ => {
                // Keras adds eps before the bias correction, which then goes into the rate.
                let (into_rate, into_root) = if variant == "keras-3.15" { (bias2, 1.0) } else { (1.0, bias2) };
                let rate = T::of(schedule * lr * into_rate.sqrt() / bias1);
                let inverse = T::of(1.0 / into_root.sqrt());
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (keep * x - rate * (m / (v.sqrt() * inverse + eps)), [m, v])
                })
            }
        }
    }
}
