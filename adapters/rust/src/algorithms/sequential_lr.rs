//! Schedules one after the other: a linear warm-up, an exponential decay and a cosine.

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct SequentialLr;

impl Algorithm for SequentialLr {
    const NAME: &'static str = "sequential_lr";
    const VARIANTS: &'static [&'static str] = &["optax-0.2.8", "mlx-0.32", "pytorch-2.13"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([base, low, gamma], warm_up) = (h.all(["lr", "start_factor", "gamma"])?, h.count("warm_up")? as f64);
        let (first, second) = (h.count("first")? as f64, h.count("second")? as f64);
        let (length, e, rate) = (h.count("length")? as f64, f64::from(t) - 1.0, p.theta[0].double());
        let curve = |n: f64| (1.0 + (PI * n / length).cos()) / 2.0;
        let rise = 1.0 - low;

        // `n` counts the steps of the schedule whose turn it is; PyTorch goes on from its own last learning rate.
        let onward = variant == "pytorch-2.13";
        p.theta[0] = T::of(if e < first {
            match e {
                n if !onward || n == 0.0 => base * (low + rise * n.min(warm_up) / warm_up),
                n if n > warm_up => rate,
                n => rate * (1.0 + rise / (warm_up * low + (n - 1.0) * rise)),
            }
        } else if e < first + second {
            match e - first {
                n if !onward || n == 0.0 => base * gamma.powf(n),
                _ => rate * gamma,
            }
        } else {
            match e - first - second {
                n if !onward || n == 0.0 => base * curve(n.min(length)),
                n if (n - 1.0 - length) % (2.0 * length) == 0.0 => rate + base * (1.0 - (PI / length).cos()) / 2.0,
                n => rate * (curve(n) / curve(n - 1.0)),
            }
        });
        Ok(())
    }
}
