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
        p.each(|x, [m], [g]| {
            let d = g + wd * x;
            let u = (b1 * m + a1 * d).sign();
            (keep * x - lr * u, [b2 * m + a2 * d])
        })
    }
}
