//! Lion (Chen et al., 2023, Algorithm 2).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Lion;

impl Algorithm for Lion {
    const NAME: &'static str = "lion";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "official",
        "optax-0.2.8",
        "optax-0.2.8-refined",
        "keras-3.15",
        "pytorch-optimizer-4.1",
        "pytorch-optimizer-4.1-coupled",
        "lion-pytorch-0.2-decoupled",
        "timm-1.0.31-cautious",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, beta1, beta2, decay] = h.all(["lr", "beta1", "beta2", "weight_decay"])?;
        let coupled = variant == "pytorch-optimizer-4.1-coupled";
        let (added, taken) = if coupled { (decay, 0.0) } else { (0.0, lr / h.or("lr_max", 1.0) * decay) };
        let (wd, keep, lr) = (T::of(added), T::of(1.0 - taken), T::of(lr));
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        if variant.ends_with("refined") {
            return p.each(|x, [m], [g]| {
                let u = (b1 * m + a1 * g).clip(T::ONE);
                (keep * x - lr * u, [b2 * m + a2 * g])
            });
        }
        if variant == "timm-1.0.31-cautious" {
            let direction = |m: T, g: T| (b1 * m + a1 * g).sign();
            let agrees = |m: T, g: T| if direction(m, g) * g > T::ZERO { T::ONE } else { T::ZERO };
            let kept = p.threads.total([&p.tensors[0], p.inputs[0]], |[m, g]| agrees(m, g).double());
            let scale = T::of(1.0 / (kept / p.theta.len().max(1) as f64).max(1e-3));
            return p.each(|x, [m], [g]| {
                let u = direction(m, g) * (agrees(m, g) * scale);
                (keep * x - lr * u, [b2 * m + a2 * g])
            });
        }
        p.each(|x, [m], [g]| {
            let d = g + wd * x;
            let u = (b1 * m + a1 * d).sign();
            (keep * x - lr * u, [b2 * m + a2 * d])
        })
    }
}
