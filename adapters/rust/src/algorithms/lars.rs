//! LARS (You, Gitman & Ginsburg, 2017, Algorithm 1), and what libraries make of it.

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct Lars;

impl Algorithm for Lars {
    const NAME: &'static str = "lars";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "optax-0.2.8",
        "optax-0.2.8-nesterov",
        "pytorch-optimizer-4.1",
        "pytorch-optimizer-4.1-nesterov",
        "timm-1.0.31",
        "tensorflow-1.15",
        "tinygrad-0.14",
        "lightning-bolts-0.7",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("b")])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let [lr, momentum, decay] = h.all(["lr", "momentum", "weight_decay"])?;
        let plain = variant.starts_with("pytorch-optimizer") && p.shape.len() < 2;
        let ratio = if plain { 1.0 } else { ratio(variant, h, decay, &p)? };
        let spared = variant == "lightning-bolts-0.7" && norms(0.0, &p).contains(&0.0);
        let wd = T::of(if plain || spared || variant == "tensorflow-1.15" { 0.0 } else { decay });

        // What multiplies the gradient on its way into the buffer, and the buffer on its way into the parameter.
        let (into, out) = match variant {
            "tensorflow-1.15" => (1.0, -lr * ratio),
            "timm-1.0.31" | "lightning-bolts-0.7" | "pytorch-optimizer-4.1" | "pytorch-optimizer-4.1-nesterov" => {
                (ratio, -lr)
            }
            _ => (-lr * ratio, 1.0),
        };
        let (into, out, mu, rest) = (T::of(into), T::of(out), T::of(momentum), T::of(1.0 - h.or("dampening", 0.0)));
        // of the gradient and of the buffer, in the step
        let (own, ahead) = if variant.ends_with("nesterov") { (T::ONE, mu) } else { (T::ZERO, T::ONE) };
        p.each(|x, [b], [g]| {
            let u = into * (g + wd * x);
            let b = mu * b + rest * u;
            (x + out * (own * u + ahead * b), [b])
        })
    }
}

/// The factor of the learning rate that belongs to this parameter alone.
fn ratio<T: Float>(variant: &str, h: &Hyper, decay: f64, p: &Parameter<'_, T>) -> Result<f64> {
    let joint = variant.starts_with("optax");
    let [weights, slope] = norms(if joint { decay } else { 0.0 }, p);
    let norms = if joint { slope } else { slope + decay * weights };
    let used = match variant {
        "paper" => norms > 0.0,
        "timm-1.0.31" | "lightning-bolts-0.7" => decay > 0.0 && weights > 0.0 && slope > 0.0,
        "tensorflow-1.15" | "tinygrad-0.14" => weights > 0.0 && slope > 0.0,
        _ => weights > 0.0 && norms > 0.0,
    };
    let trust = h.get("trust_coefficient")?;
    Ok(if used { trust * weights / (norms + h.or("eps", 0.0)) } else { 1.0 })
}

/// Of the parameter, and of its gradient with this share of the parameter.
fn norms<T: Float>(decay: f64, p: &Parameter<'_, T>) -> [f64; 2] {
    let wd = T::of(decay);
    let squares = p.threads.totals([p.theta, p.inputs[0]], |[x, g]| [x, g + wd * x].map(|x| x.double() * x.double()));
    squares.map(f64::sqrt)
}
