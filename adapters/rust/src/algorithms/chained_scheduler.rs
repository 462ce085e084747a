//! Two schedules at once, each of which goes on from the learning rate that the other has left.

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct ChainedScheduler;

impl Algorithm for ChainedScheduler {
    const NAME: &'static str = "chained_scheduler";
    const VARIANTS: &'static [&'static str] =
        &["pytorch-2.13", "pytorch-2.13-cosine", "pytorch-2.13-absolute-first", "pytorch-2.13-absolute-last"];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![])
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let e = f64::from(t) - 1.0;
        let rate = if t == 1 { h.get("lr")? } else { p.theta[0].double() };
        p.theta[0] = T::of(match variant {
            "pytorch-2.13" => exponential(linear(rate, h, e)?, h, e)?,
            "pytorch-2.13-cosine" => cosine(linear(rate, h, e)?, h, e)?,
            "pytorch-2.13-absolute-first" => exponential(inverse(h, e)?, h, e)?,
            _ => inverse(h, e)?,
        });
        Ok(())
    }
}

fn linear(rate: f64, h: &Hyper, e: f64) -> Result<f64> {
    let (low, length) = (h.get("start_factor")?, h.count("warm_up")? as f64);
    Ok(if e == 0.0 {
        rate * low
    } else if e > length {
        rate
    } else {
        rate * (1.0 + (1.0 - low) / (length * low + (e - 1.0) * (1.0 - low)))
    })
}

fn exponential(rate: f64, h: &Hyper, e: f64) -> Result<f64> {
    Ok(if e == 0.0 { rate } else { rate * h.get("gamma")? })
}

fn cosine(rate: f64, h: &Hyper, e: f64) -> Result<f64> {
    let ([base, low], length) = (h.all(["lr", "eta_min"])?, h.count("length")? as f64);
    let curve = |e: f64| 1.0 + (PI * e / length).cos();
    Ok(if e == 0.0 {
        rate
    } else if (e - 1.0 - length) % (2.0 * length) == 0.0 {
        rate + (base - low) * (1.0 - (PI / length).cos()) / 2.0
    } else {
        curve(e) / curve(e - 1.0) * (rate - low) + low
    })
}

/// Whatever the other schedule has left: this one sets the rate from the base one.
fn inverse(h: &Hyper, e: f64) -> Result<f64> {
    Ok(h.get("lr")? / (1.0 + h.get("decay")? * e))
}
