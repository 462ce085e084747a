//! RAdam (Liu et al., 2020, Algorithm 2), the authors' code, PyTorch and optax.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct RAdam;

impl Algorithm for RAdam {
    const NAME: &'static str = "radam";
    const VARIANTS: &'static [&'static str] = &[
        "pytorch-2.13",
        "pytorch-2.13-decoupled",
        "paper",
        "official",
        "optax-0.2.8",
        "optax-0.2.8-threshold-4",
        "torch-optimi-0.3-decoupled",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m"), Layout::tensor("v")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, beta1, beta2] = h.all(["lr", "beta1", "beta2"])?;
        let (eps, decay) = (h.or("eps", 0.0), h.or("weight_decay", 0.0));
        let least = if matches!(variant, "paper" | "optax-0.2.8-threshold-4") { 4.0 } else { 5.0 };
        let rectifier = rectifier(beta2, t, least);
        let (added, taken) = match variant {
            "pytorch-2.13-decoupled" | "torch-optimi-0.3-decoupled" => (0.0, lr * decay),
            "official" if rectifier.is_some() => (0.0, lr * decay),
            "official" => (0.0, 0.0),
            _ => (decay, 0.0),
        };
        let (wd, keep) = (T::of(added), T::of(1.0 - taken));

        let (rate, bias2) = (lr / (1.0 - beta1.powi(t)), 1.0 - beta2.powi(t));
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        let Some(r) = rectifier else {
            let rate = T::of(if variant == "official" { 0.0 } else { rate });
            return p.each(|x, [m, v], [g]| {
                let d = g + wd * x;
                let m = b1 * m + a1 * d;
                (keep * x - rate * m, [m, b2 * v + a2 * (d * d)])
            });
        };
        // Where eps is added before the bias correction, that goes into the rate.
        let outside = !variant.starts_with("pytorch") && variant != "official";
        let (into_rate, into_root) = if outside { (1.0, bias2) } else { (bias2, 1.0) };
        let (rate, inverse, eps) = (T::of(rate * r * into_rate.sqrt()), T::of(1.0 / into_root.sqrt()), T::of(eps));
        p.each(|x, [m, v], [g]| {
            let d = g + wd * x;
            let m = b1 * m + a1 * d;
            let v = b2 * v + a2 * (d * d);
            (keep * x - rate * (m / (v.sqrt() * inverse + eps)), [m, v])
        })
    }
}

/// What a step is multiplied by; None while the average has at most `least` terms.
fn rectifier(beta2: f64, t: i32, least: f64) -> Option<f64> {
    let power = beta2.powi(t);
    let longest = 2.0 / (1.0 - beta2) - 1.0;
    let length = longest - 2.0 * f64::from(t) * power / (1.0 - power);
    let of = |n: f64| (n - 4.0) * (n - 2.0) / n;
    (length > least).then(|| (of(length) / of(longest)).sqrt())
}
