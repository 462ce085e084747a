//! Muon (Jordan et al., 2024): momentum whose singular values a polynomial iteration brings near one.

use super::{Algorithm, Parameter};
use crate::error::{Error, Result};
use crate::float::Float;
use crate::hyper::Hyper;
use crate::layout::Layout;
use crate::matrix::{newton_schulz, Matrix};

pub struct Muon;

impl Algorithm for Muon {
    const NAME: &'static str = "muon";
    const VARIANTS: &'static [&'static str] = &[
        "jordan",
        "paper",
        "pytorch-2.13",
        "pytorch-2.13-without-nesterov",
        "pytorch-2.13-match-rms",
        "pytorch-optimizer-4.1",
        "pytorch-optimizer-4.1-adjusted",
        "pytorch-optimizer-4.1-coupled",
        "optax-0.2.8",
        "optax-0.2.8-without-nesterov",
        "optax-0.2.8-consistent-rms",
        "keras-3.15",
        "mlx-0.32",
        "tinygrad-0.14",
    ];

    fn slots(_: &str, _: &Hyper) -> Result<Vec<Layout>> {
        Ok(vec![Layout::tensor("m")])
    }

    /// Muon with AdamW comes here too with its matrices, whose buffer is the first tensor as well.
    fn step<T: Float>(variant: &str, h: &Hyper, t: i32, p: Parameter<'_, T>) -> Result<()> {
        let ([lr, momentum], decay) = (h.all(["lr", "momentum"])?, h.or("weight_decay", 0.0));
        let (&[rows, columns], [m, ..]) = (p.shape, p.tensors) else {
            return Err(Error::Failed("Muon takes only matrices".to_owned()));
        };
        let coupled = variant == "mlx-0.32" || variant.ends_with("coupled");
        let (added, taken) = if coupled { (decay, 0.0) } else { (0.0, lr * decay) };
        let (wd, keep) = (T::of(added), T::of(1.0 - taken));

        let sum = matches!(variant, "paper" | "keras-3.15" | "tinygrad-0.14");
        let kept = T::of(momentum);
        let share = T::of(if sum { 1.0 } else { 1.0 - momentum });
        p.threads.each(m, [], [p.theta, p.inputs[0]], |m, [], [x, g]| (kept * m + share * (g + wd * x), []));

        let (of_buffer, of_gradient) = ahead(variant, momentum, t);
        let (of_buffer, of_gradient) = (T::of(of_buffer), T::of(of_gradient));
        let mut u = m.to_vec();
        if of_gradient != T::ZERO {
            let inputs = [p.theta as &[T], p.inputs[0]];
            p.threads.each(&mut u, [], inputs, |m, [], [x, g]| (of_buffer * m + of_gradient * (g + wd * x), []));
        } else {
            p.threads.each(&mut u, [], [], |m, [], []| (of_buffer * m, []));
        }

        let eps = h.or("eps", 1e-7);
        let norm = p.threads.total([&u], |[x]| x.double() * x.double()).sqrt();
        let divisor = if !variant.starts_with("pytorch") {
            norm + eps
        } else if norm < eps {
            eps
        } else {
            norm
        };
        p.threads.each(&mut u, [], [], |x, [], []| (T::of(x.double() / divisor), []));
        let (steps, coefficients) =
            (h.or("ns_steps", 5.0), [h.or("ns_a", 3.4445), h.or("ns_b", -4.775), h.or("ns_c", 2.0315)]);
        if rows > columns {
            u = Matrix::new(&u, rows, columns).transposed().copied();
        }
        newton_schulz(p.threads, &mut u, [rows.min(columns), rows.max(columns)], steps as usize, coefficients);
        if rows > columns {
            u = Matrix::new(&u, columns, rows).transposed().copied();
        }

        let rate = T::of(lr * scale(variant, h, rows as f64, columns as f64));
        p.threads.each(p.theta, [], [&u], |x, [], [u]| (keep * x - rate * u, []));
        Ok(())
    }
}

/// What multiplies the buffer and the gradient in what is orthogonalised.
fn ahead(variant: &str, momentum: f64, t: i32) -> (f64, f64) {
    let bias = |t| 1.0 - momentum.powi(t);
    match variant {
        "paper" | "pytorch-2.13-without-nesterov" => (1.0, 0.0),
        "optax-0.2.8-without-nesterov" => (1.0 / bias(t), 0.0),
        "optax-0.2.8" | "optax-0.2.8-consistent-rms" => (momentum / bias(t + 1), (1.0 - momentum) / bias(t)),
        "keras-3.15" | "tinygrad-0.14" => (momentum, 1.0),
        _ => (momentum, 1.0 - momentum),
    }
}

/// By how much the shape of a matrix stretches the step.
fn scale(variant: &str, h: &Hyper, rows: f64, columns: f64) -> f64 {
    match variant {
        "paper" | "tinygrad-0.14" => 1.0,
        "optax-0.2.8" | "optax-0.2.8-without-nesterov" => (columns / rows).max(1.0).sqrt(),
        "keras-3.15" | "pytorch-2.13-match-rms" | "pytorch-optimizer-4.1-adjusted" | "optax-0.2.8-consistent-rms" => {
            h.or("rms_rate", 0.2) * rows.max(columns).sqrt()
        }
        _ => (rows / columns).max(1.0).sqrt(),
    }
}
