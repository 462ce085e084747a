//! One cycle of the learning rate (Smith & Topin, 2017, section 3; Smith, 2018, section 4.1).

use std::f64::consts::PI;

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct OneCycleLr;

impl Algorithm for OneCycleLr {
    const NAME: &'static str = "one_cycle_lr";
    const VARIANTS: &'static [&'static str] = &[
        "paper",
        "pytorch-2.13",
        "pytorch-2.13-linear",
        "pytorch-2.13-three-phase",
        "fastai-2.7",
        "optax-0.2.8",
        "optax-0.2.8-linear",
    ];
    const INPUTS: usize = 0;
    const NUMBER: bool = true;

    fn slots(variant: &str, h: &Hyper) -> Result<Vec<Layout>> {
        let cycled = !variant.starts_with("optax");
        Ok(if cycled { vec![Layout::scalar("momentum", h.get("max_momentum")?)] } else { vec![] })
    }

    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([peak, div, final_div], e) = (h.all(["lr", "div", "final_div"])?, f64::from(t) - 1.0);
        let (least, most) = (h.or("base_momentum", 0.0), h.or("max_momentum", 0.0));
        let start = peak / div;
        let low = (if variant == "fastai-2.7" { peak } else { start }) / final_div;
        let three = matches!(variant, "paper" | "pytorch-2.13-three-phase" | "optax-0.2.8-linear");
        let [first, second, end] = ends(variant, h)?;
        let (begin, end, rates, momenta) = if e < first {
            (0.0, first, [start, peak], [most, least])
        } else if !three {
            (first, end, [peak, low], [least, most])
        } else if e < second {
            (first, second, [peak, start], [least, most])
        } else {
            (second, end, [start, low], [most, most])
        };
        let part = (e - begin) / (end - begin);
        let blend = |[from, to]: [f64; 2]| match variant {
            "optax-0.2.8" | "optax-0.2.8-linear" if e >= end => to,
            "paper" | "pytorch-2.13-linear" | "optax-0.2.8-linear" => from + (to - from) * part,
            _ => to + (from - to) * (1.0 + (PI * part).cos()) / 2.0,
        };
        p.theta[0] = T::of(blend(rates));
        if let [momentum] = p.scalars {
            *momentum = blend(momenta);
        }
        Ok(())
    }
}

/// Where the way up ends, the way down again, and the cycle.
fn ends(variant: &str, h: &Hyper) -> Result<[f64; 3]> {
    let length = h.count("length")? as f64;
    if variant == "optax-0.2.8" {
        return Ok([h.count("rise")? as f64, length, length]);
    }
    if variant == "optax-0.2.8-linear" {
        return Ok([h.count("rise")? as f64, h.count("turn")? as f64, length]);
    }
    let early = if variant.starts_with("pytorch") { 1.0 } else { 0.0 };
    let first = h.get("pct")? * length - early;
    Ok([first, 2.0 * first, length - early])
}
