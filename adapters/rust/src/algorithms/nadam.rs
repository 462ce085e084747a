//! NAdam (Dozat, 2016, Algorithm 2), its report of 2015, and what libraries make of it.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct NAdam;

/// With the same momentum at every step, whose product is a power.
const CONSTANT: &[&str] = &["optax-0.2.8", "optax-0.2.8-decoupled", "optimisers.jl-0.4", "blog", "timm-1.0.31"];

impl Algorithm for NAdam {
    const NAME: &'static str = "nadam";
    const VARIANTS: &'static [&'static str] = &[
        "pytorch-2.13",
        "pytorch-2.13-decoupled",
        "paper",
        "keras-3.15",
        "optax-0.2.8",
        "optax-0.2.8-decoupled",
        "optimisers.jl-0.4",
        "blog",
        "timm-1.0.31",
    ];

    fn slots(variant: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let mut slots = vec![Layout::tensor("m"), Layout::tensor("v")];
        if !CONSTANT.contains(&variant) {
            slots.push(Layout::scalar("mu_product", 1.0));
        }
        Ok(slots)
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([lr, beta1, beta2, eps], decay) = (h.all(["lr", "beta1", "beta2", "eps"])?, h.or("weight_decay", 0.0));
        let decoupled = variant.ends_with("decoupled") || matches!(variant, "keras-3.15" | "timm-1.0.31");
        let (added, taken) = if decoupled { (0.0, lr * decay) } else { (decay, 0.0) };
        let (wd, keep) = (T::of(added), T::of(1.0 - taken));

        // The momenta of this step and the next, and the products of all up to them.
        let (mu, mu_next, product, product_next) = if let [product] = p.scalars {
            let speed = h.or("momentum_decay", 1.0);
            let momentum = |t: i32| beta1 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * speed));
            let (mu, mu_next) = (momentum(t), momentum(t + 1));
            *product *= mu;
            (mu, mu_next, *product, *product * mu_next)
        } else {
            (beta1, beta1, beta1.powi(t), beta1.powi(if matches!(variant, "blog" | "timm-1.0.31") { t } else { t + 1 }))
        };

        let (average, factor) = match variant {
            "paper" => (mu, beta2),
            "optimisers.jl-0.4" => (beta1, beta2),
            _ => (beta1, 1.0),
        };
        let (b1, a1, b2, a2) = (T::of(average), T::of(1.0 - average), T::of(beta2), T::of(1.0 - beta2));
        let (factor, inverse, eps) = (T::of(factor), T::of(1.0 / (1.0 - beta2.powi(t)).sqrt()), T::of(eps));
        let ahead = T::of(lr * mu_next / (1.0 - product_next));
        let own = T::of(lr * (1.0 - mu) / (1.0 - product));
        p.each(|x, [m, v], [g]| {
            let d = g + wd * x;
            let m = b1 * m + a1 * d;
            let v = b2 * v + a2 * (d * d);
            (keep * x - (ahead * m + own * d) / ((factor * v).sqrt() * inverse + eps), [m, v])
        })
    }
}
