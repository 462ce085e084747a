//! A training loop: accumulation, loss scale, clipping, a scheduled AdamW and an average of the weights, in their order.
//!
//! The loss of a micro-batch is `a (theta - b)^2 / 2`, and `a` and `b` are the inputs.

use std::f64::consts::PI;

use super::clip_by_global_norm::{factor, GUARD};
use super::{exactly, Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct TrainingLoop;

impl Algorithm for TrainingLoop {
    const NAME: &'static str = "training_loop";
    const VARIANTS: &'static [&'static str] = &["pytorch-2.13", "optax-0.2.8", "keras-3.15"];
    const INPUTS: usize = 2;
    const JOINT: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let [acc, m, v] = ["acc", "m", "v"].map(Layout::tensor);
        Ok(vec![acc, m, v, Layout::tensor("ema").from_theta()])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let [beta1, beta2, eps, decay] = h.all(["beta1", "beta2", "eps", "weight_decay"])?;
        let every = i32::try_from(h.count("every")?.max(1)).unwrap_or(i32::MAX);
        let (done, number) = ((t - 1) / every, (t - 1) % every + 1); // updates before, and micro-steps of this window
        let (torch, optax, keras) = (variant == "pytorch-2.13", variant == "optax-0.2.8", variant == "keras-3.15");
        let Parameter { theta, inputs, tensors, threads, .. } = p;
        let ([acc, m, v, ema], [a, b]) = (exactly(tensors)?, [inputs[0], inputs[1]]);

        let scale = if keras { 1.0 } else { h.or("scale_exponent", 0.0).exp2() };
        let part = match variant {
            "keras-3.15" => 1,
            "optax-0.2.8" => number,
            _ => every,
        };
        let (loss, part) = (T::of(scale), T::of(f64::from(part)));
        threads.each(acc, [], [theta, a, b], |acc, [], [x, a, b]| {
            let g = loss * (a * (x - b));
            let new = if optax { g - acc } else { g };
            (acc + new / part, [])
        });
        let copied = !optax && done == 0;
        let kept = if copied { 0.0 } else { h.get("ema_decay")? };
        let (kept, moved) = (T::of(kept), T::of(1.0 - kept));
        if number < every {
            if keras {
                threads.each(ema, [], [theta], |ema, [], [x]| (kept * ema + moved * x, []));
            }
            return Ok(());
        }

        let divisor = scale * if keras { f64::from(every) } else { 1.0 };
        let norm = threads.total([acc], |[g]| (g.double() / divisor).powi(2)).sqrt();
        let factor = factor(if torch { norm + GUARD } else { norm }, h.get("max_norm")?);
        let (share, rate) = (T::of(factor / divisor), rate(h, if keras { t - 1 } else { done }, torch)?);
        let [bias1, bias2] = [beta1, beta2].map(|beta| 1.0 - beta.powi(done + 1));
        let (b1, a1, b2, a2) = (T::of(beta1), T::of(1.0 - beta1), T::of(beta2), T::of(1.0 - beta2));
        let (keep, step) = (T::of(1.0 - rate * decay), T::of(rate / bias1));
        let inverse = 1.0 / bias2.sqrt();
        let (inverse, small) = (T::of(inverse), T::of(if keras { eps * inverse } else { eps }));
        threads.each(theta, [acc, m, v, ema], [], |x, [g, m, v, ema], []| {
            let g = share * g;
            let (m, v) = (b1 * m + a1 * g, b2 * v + a2 * (g * g));
            let x = keep * x - step * m / (v.sqrt() * inverse + small);
            (x, [T::ZERO, m, v, kept * ema + moved * x])
        });
        Ok(())
    }
}

/// The learning rate after so many steps of the schedule: a linear warm-up, then a cosine, which may be read `on`.
fn rate(h: &Hyper, steps: i32, on: bool) -> Result<f64> {
    let [peak, warmup, length] = h.all(["lr", "warmup", "length"])?;
    let past = f64::from(steps) - warmup;
    if past < 0.0 {
        return Ok(peak * (f64::from(steps) / warmup));
    }
    let past = if on { past } else { past.min(length) };
    Ok(peak * (1.0 + (PI * past / length).cos()) / 2.0)
}
