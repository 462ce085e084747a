//! Cosine annealing with warm restarts (Loshchilov & Hutter, 2017, section 3).

use std::f64::consts::PI;

use super::{exactly, Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct CosineWarmRestarts;

impl Algorithm for CosineWarmRestarts {
    const NAME: &'static str = "cosine_warm_restarts";
    const VARIANTS: &'static [&'static str] = &["paper", "pytorch-2.13", "optax-0.2.8", "keras-3.15"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(variant: &str, h: &Hyper) -> Result<Vec<Layout>> {
        let mut slots = vec![Layout::scalar("t_cur", 0.0), Layout::scalar("t_i", h.get("first")?)];
        match variant {
            "optax-0.2.8" => slots.push(Layout::scalar("cycle", 0.0)),
            "keras-3.15" => slots.push(Layout::scalar("peak", 1.0)),
            _ => {}
        }
        Ok(slots)
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let base = h.get("lr")?;
        let low =
            if matches!(variant, "optax-0.2.8" | "keras-3.15") { h.get("alpha")? * base } else { h.get("eta_min")? };
        let (counters, own) = p.scalars.split_at_mut(2);
        let [t_cur, t_i] = exactly(counters)?;
        if t > 1 {
            *t_cur += 1.0;
        }
        if t > 1 && *t_cur >= *t_i {
            if variant == "optax-0.2.8" && own[0] >= h.get("cycles")? - 1.0 {
                *t_cur = *t_i;
            } else {
                *t_cur = 0.0;
                *t_i *= h.get("growth")?;
                match variant {
                    "optax-0.2.8" => own[0] += 1.0,
                    "keras-3.15" => own[0] *= h.get("peak_factor")?,
                    _ => {}
                }
            }
        }
        let peak = if variant == "keras-3.15" { own[0] } else { 1.0 };
        let curve = (1.0 + (PI * *t_cur / *t_i).cos()) / 2.0;
        p.theta[0] = T::of(low + (base - low) * (peak * curve));
        Ok(())
    }
}
