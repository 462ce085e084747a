//! Adam (Kingma & Ba, 2015, Algorithm 1).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Adam;

impl Algorithm for Adam {
    const NAME: &'static str = "adam";
    const VARIANTS: &'static [&'static str] = &[
        "pytorch-2.13",
        "paper",
        "optax-0.2.8",
        "optax-0.2.8-eps-root",
        "keras-3.15",
        "mlx-0.32",
        "tensorflow-2.21-nesterov",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m"), Layout::tensor("v")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([lr, beta1, beta2, eps], decay) = (h.all(["lr", "beta1", "beta2", "eps"])?, h.or("weight_decay", 0.0));
        let (bias1, bias2) = (1.0 - beta1.powi(t), 1.0 - beta2.powi(t));
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        let eps = T::of(eps);
        match variant {
            "optax-0.2.8-eps-root" => {
                let (rate, inverse) = (T::of(lr / bias1), T::of(1.0 / bias2));
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (x - rate * (m / (v * inverse + eps).sqrt()), [m, v])
                })
            }
            "tensorflow-2.21-nesterov" => {
                let rate = T::of(lr * bias2.sqrt() / bias1);
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (x - rate * ((b1 * m + a1 * g) / (v.sqrt() + eps)), [m, v])
                })
            }
            "keras-3.15" => {
                let (keep, rate) = (T::of(1.0 - lr * decay), T::of(lr * bias2.sqrt() / bias1));
                p.each(|x, [m, v], [g]| {
                    let m = b1 * m + a1 * g;
                    let v = b2 * v + a2 * (g * g);
                    (keep * x - rate * (m / (v.sqrt() + eps)), [m, v])
                })
            }
            _ => {
                let corrected = variant != "mlx-0.32";
                let (bias1, bias2) = if corrected { (bias1, bias2) } else { (1.0, 1.0) };
                let (wd, rate, inverse) = (T::of(decay), T::of(lr / bias1), T::of(1.0 / bias2.sqrt()));
                p.each(|x, [m, v], [g]| {
                    let d = g + wd * x;
                    let m = b1 * m + a1 * d;
                    let v = b2 * v + a2 * (d * d);
                    (x - rate * (m / (v.sqrt() * inverse + eps)), [m, v])
                })
            }
        }
    }
}
