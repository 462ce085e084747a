//! RMSProp (Tieleman & Hinton, 2012), and its centred form (Graves, 2013).

use super::{Algorithm, Parameter};
use crate::error::Result;
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;

pub struct RmsProp;

impl Algorithm for RmsProp {
    const NAME: &'static str = "rmsprop";
    const VARIANTS: &'static [&'static str] = &[
        "pytorch-2.13",
        "pytorch-2.13-momentum",
        "pytorch-2.13-centered",
        "paper",
        "keras-3.15",
        "keras-3.15-momentum",
        "keras-3.15-centered",
        "graves-2013",
        "optax-0.2.8",
        "optax-0.2.8-momentum",
        "optax-0.2.8-centered",
        "optax-0.2.8-eps-outside",
        "tensorflow-1.15-centered",
        "tensorflow-1.15-momentum",
        "timm-1.0.31-momentum",
        "timm-1.0.31",
    ];

    fn slots(variant: &str, _: &Hyper) -> Result<Vec<Layout>> {
        let first = if variant.starts_with("tensorflow") || variant.starts_with("timm") { 1.0 } else { 0.0 };
        let v = Layout::tensor("v").from(first);
        Ok(match form(variant) {
            Form::Plain => vec![v],
            Form::Momentum => vec![v, Layout::tensor("b")],
            Form::Centred => vec![v, Layout::tensor("a"), Layout::tensor("b")],
        })
    }

    fn step<T: Float>(variant: &str, h: &Hyper, _: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([lr, alpha], eps) = (h.all(["lr", "alpha"])?, h.or("eps", 0.0));
        let (rho, rest, minus_lr) = (T::of(alpha), T::of(1.0 - alpha), T::of(-lr));
        let pytorch = variant.starts_with("pytorch");
        let outside = pytorch || variant == "paper" || variant.ends_with("eps-outside");
        let (outer, inner) = if outside { (eps, 0.0) } else { (0.0, eps) };
        let (outer, inner) = (T::of(outer), T::of(inner));

        let decay = h.or("weight_decay", 0.0);
        let (added, taken) = if pytorch || variant.starts_with("timm") { (decay, 0.0) } else { (0.0, lr * decay) };
        let (wd, keep) = (T::of(added), T::of(1.0 - taken));
        let scaled = |d: T, power: T| d / ((power + inner).sqrt() + outer);

        // Outside the buffer, the learning rate multiplies it; inside, what goes into it.
        let (share, rate) = if pytorch { (T::ONE, minus_lr) } else { (minus_lr, T::ONE) };
        let mu = T::of(h.or("momentum", 0.0));
        match form(variant) {
            Form::Plain => p.each(|x, [v], [g]| {
                let d = g + wd * x;
                let v = rho * v + rest * (d * d);
                (keep * x + minus_lr * scaled(d, v), [v])
            }),
            Form::Momentum => p.each(|x, [v, b], [g]| {
                let d = g + wd * x;
                let v = rho * v + rest * (d * d);
                let b = mu * b + share * scaled(d, v);
                (keep * x + rate * b, [v, b])
            }),
            Form::Centred => p.each(|x, [v, a, b], [g]| {
                let d = g + wd * x;
                let v = rho * v + rest * (d * d);
                let a = rho * a + rest * d;
                let b = mu * b + share * scaled(d, v - a * a);
                (keep * x + rate * b, [v, a, b])
            }),
        }
    }
}

enum Form {
    Plain,
    Momentum,
    Centred,
}

fn form(variant: &str) -> Form {
    if variant.ends_with("centered") || variant == "graves-2013" {
        Form::Centred
    } else if variant.ends_with("momentum") {
        Form::Momentum
    } else {
        Form::Plain
    }
}
