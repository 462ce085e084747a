//! Reduction of the learning rate where a metric no longer improves, as the frameworks have it.

use super::{exactly, Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ReduceOnPlateau;

impl Algorithm for ReduceOnPlateau {
    const NAME: &'static str = "reduce_on_plateau";
    const VARIANTS: &'static [&'static str] =
        &["pytorch-2.13", "pytorch-2.13-max", "pytorch-2.13-abs", "pytorch-2.13-max-abs", "keras-3.15", "optax-0.2.8"];
    const NUMBER: bool = true;

    fn slots(variant: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let scale = (variant == "optax-0.2.8").then(|| Layout::scalar("scale", 1.0));
        Ok(["best", "bad", "cooling"].map(|name| Layout::scalar(name, 0.0)).into_iter().chain(scale).collect())
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [factor, patience, cooldown] = h.all(["factor", "patience", "cooldown"])?;
        let (keras, rate, metric) = (variant == "keras-3.15", p.theta[0].double(), p.inputs[0][0].double());
        let (counters, scale) = p.scalars.split_at_mut(3.min(p.scalars.len()));
        let [best, bad, cooling] = exactly(counters)?;
        if t == 1 {
            *best = if variant.starts_with("pytorch-2.13-max") { f64::NEG_INFINITY } else { f64::INFINITY };
        }
        let better = improves(variant, h, metric, *best)?;
        if better {
            *best = metric;
        }

        // Keras ends the cooldown before it looks at the metric, the others after.
        let (cooled, left) = (*cooling > 0.0, (*cooling - 1.0).max(0.0));
        let idle = if keras { left > 0.0 } else { cooled };
        let before = if cooled { 0.0 } else { *bad };
        let count = if better || idle { 0.0 } else { before + 1.0 };
        let limit = if variant.starts_with("pytorch") { patience + 1.0 } else { patience.max(1.0) };
        let low = h.or("min_lr", 0.0);
        let fires = count >= limit && (!keras || rate > low);
        (*bad, *cooling) = if fires { (0.0, cooldown) } else { (count, left) };

        let lower = (rate * factor).max(low);
        let mut new = if fires && rate - lower > h.or("eps", 0.0) { lower } else { rate };
        if let [scale] = scale {
            if !cooled {
                let kept = if fires { *scale * factor } else { *scale };
                *scale = kept.max(h.get("min_scale")?);
            }
            new = h.get("lr")? * *scale;
        }
        p.theta[0] = T::of(new);
        Ok(())
    }
}

fn improves(variant: &str, h: &Hyper, metric: f64, best: f64) -> Result<bool> {
    let margin = h.get("threshold")?;
    Ok(match variant {
        "keras-3.15" | "pytorch-2.13-abs" => metric < best - margin,
        "pytorch-2.13-max" => metric > best * (1.0 + margin),
        "pytorch-2.13-max-abs" => metric > best + margin,
        _ => metric < best * (1.0 - margin) - h.or("atol", 0.0),
    })
}
