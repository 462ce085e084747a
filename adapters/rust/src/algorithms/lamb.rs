//! LAMB (You et al., 2020, Algorithm 2), and what libraries make of it.

use super::{exactly, Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Lamb;

impl Algorithm for Lamb {
    const NAME: &'static str = "lamb";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "paper-v3",
        "optax-0.2.8",
        "keras-3.15",
        "pytorch-optimizer-4.1",
        "pytorch-optimizer-4.1-uncorrected",
        "timm-1.0.31",
        "timm-1.0.31-trust-clip",
        "torch-optimizer-0.3",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m"), Layout::tensor("v")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, beta1, beta2, eps, decay] = h.all(["lr", "beta1", "beta2", "eps", "weight_decay"])?;
        let kozistr = variant.starts_with("pytorch-optimizer");
        let decoupled = matches!(variant, "keras-3.15" | "pytorch-optimizer-4.1");
        let (added, taken) = if decoupled { (0.0, lr * decay) } else { (decay, 0.0) };
        let (wd, keep) = (T::of(added), T::of(1.0 - taken));

        let corrected = !kozistr && !matches!(variant, "paper-v3" | "torch-optimizer-0.3");
        let (bias1, bias2) = (1.0 - beta1.powi(t), 1.0 - beta2.powi(t));
        let (own1, own2) = if corrected { (bias1, bias2) } else { (1.0, 1.0) };
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        let (forward, inverse, small) = (T::of(1.0 / own1), T::of(1.0 / own2.sqrt()), T::of(eps));
        let direction = move |x: T, m: T, v: T| m * forward / (v.sqrt() * inverse + small) + wd * x;

        let Parameter { theta, inputs, tensors, threads, .. } = p;
        let [m, v] = exactly(tensors)?;
        threads.each(m, [v], [inputs[0]], |m, [v], [g]| (b1 * m + a1 * g, [b2 * v + a2 * (g * g)]));
        let [weights, moves] = threads.totals([theta, m, v], |[x, m, v]| {
            let x = keep * x;
            [x, direction(x, m, v)].map(|x| x.double() * x.double())
        });
        let (weights, moves) = (weights.sqrt(), moves.sqrt());

        let limited = kozistr || variant == "torch-optimizer-0.3";
        let (weights, below) =
            (if limited { weights.min(10.0) } else { weights }, if kozistr { moves + eps } else { moves });
        let mut ratio = if weights > 0.0 && moves > 0.0 { weights / below } else { 1.0 };
        if variant.ends_with("trust-clip") {
            ratio = ratio.min(1.0);
        }
        if variant.starts_with("timm") && decay == 0.0 {
            ratio = 1.0;
        }
        // Here the bias correction stands behind the ratio.
        let lr = if variant == "pytorch-optimizer-4.1" { lr / bias1 } else { lr };
        let rate = T::of(lr * ratio);
        threads.each(theta, [], [m, v], |x, [], [m, v]| {
            let x = keep * x;
            (x - rate * direction(x, m, v), [])
        });
        Ok(())
    }
}
