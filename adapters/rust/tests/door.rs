//! Calls the door as C does. Under valgrind or a sanitizer, this is what shows that its pointers are right.

mod json;

use std::ffi::{c_void, CStr, CString};
use std::ptr;

use goldstep::door::judge::*;
use goldstep::door::train::*;
use goldstep::door::{self, RawArray, RawHyper, RawSetup, EVERY, FAILED, MAX_RANK, MISUSED, OK, UNSUPPORTED};
use json::Json;

/// What C would have on its stack: texts, arrays and hyperparameters with the pointers to them.
struct Given {
    words: [CString; 3],
    names: Vec<CString>,
    hyper: Vec<RawHyper>,
    params: Vec<RawArray>,
}

const WEIGHTS: [f64; 2] = [1.0, -2.0];
const OTHERS: [f64; 1] = [4.0];

fn array(data: &[f64], shape: &[usize]) -> RawArray {
    RawArray { data: data.as_ptr(), size: data.len(), rank: shape.len(), shape: shape.as_ptr() }
}

fn given(algorithm: &str, variant: &str, dtype: &str, hyper: &[(&str, f64, i64)]) -> Given {
    let words = [algorithm, variant, dtype].map(|word| CString::new(word).unwrap());
    let names: Vec<_> = hyper.iter().map(|(name, ..)| CString::new(*name).unwrap()).collect();
    let values = names.iter().zip(hyper);
    let hyper =
        values.map(|(name, &(_, value, parameter))| RawHyper { name: name.as_ptr(), value, parameter }).collect();
    Given { words, names, hyper, params: vec![array(&WEIGHTS, &[2]), array(&OTHERS, &[])] }
}

impl Given {
    fn setup(&self) -> RawSetup {
        let [algorithm, variant, dtype] = [0, 1, 2].map(|k| self.words[k].as_ptr());
        RawSetup {
            algorithm,
            variant,
            dtype,
            mode: c"default".as_ptr(),
            device: c"cpu".as_ptr(),
            n_params: self.params.len(),
            params: self.params.as_ptr(),
            n_hyper: self.names.len(),
            hyper: self.hyper.as_ptr(),
        }
    }

    fn begin(&self) -> (i32, *mut goldstep::door::judge::Handle) {
        let mut run = ptr::null_mut();
        let code = unsafe { goldstep_init(&self.setup(), &mut run) };
        (code, run)
    }

    fn train(&self) -> (i32, *mut goldstep::door::train::Handle) {
        let mut optimizer = ptr::null_mut();
        let code = unsafe { goldstep_rust_new(&self.setup(), &mut optimizer) };
        (code, optimizer)
    }
}

fn momentum(dtype: &str) -> Given {
    let hyper = [("lr", 0.5, EVERY), ("momentum", 0.5, EVERY), ("weight_decay", 0.0, EVERY), ("lr", 0.25, 1)];
    given("sgd", "pytorch-2.13-momentum", dtype, &hyper)
}

fn reason(run: *mut goldstep::door::judge::Handle) -> String {
    unsafe { CStr::from_ptr(goldstep_error(run)) }.to_str().unwrap().to_owned()
}

fn read(run: *mut goldstep::door::judge::Handle, slot: usize, parameter: usize) -> Vec<f64> {
    let (mut rank, mut shape) = (9, [9; MAX_RANK]);
    assert_eq!(unsafe { goldstep_shape(run, slot, parameter, &mut rank, shape.as_mut_ptr()) }, OK);
    let mut values = vec![f64::NAN; shape[..rank].iter().product()];
    assert_eq!(unsafe { goldstep_read(run, slot, parameter, values.as_mut_ptr(), values.len()) }, OK);
    values
}

#[test]
fn a_run_from_its_beginning_to_its_end() {
    for dtype in ["float64", "float32"] {
        let given = momentum(dtype);
        let (code, run) = given.begin();
        assert_eq!(code, OK);
        for _ in 0..2 {
            let gradients = [array(&[1.0, 0.5], &[2]), array(&[-1.0], &[])];
            let (n, hyper) = (given.hyper.len(), given.hyper.as_ptr());
            assert_eq!(unsafe { goldstep_step(run, 2, gradients.as_ptr(), n, hyper) }, OK);
        }
        let (mut t, mut slots) = (-1, 0);
        assert_eq!(unsafe { goldstep_state(run, &mut t, &mut slots) }, OK);
        assert_eq!((t, slots), (2, 2));
        let names = [0, 1].map(|k| unsafe { CStr::from_ptr(goldstep_slot(run, k)) }.to_str().unwrap());
        assert_eq!(names, ["theta", "b"]);
        assert!(unsafe { goldstep_slot(run, 2) }.is_null());
        assert_eq!((read(run, 0, 0), read(run, 0, 1)), (vec![-0.25, -2.625], vec![4.625]));
        assert_eq!((read(run, 1, 0), read(run, 1, 1)), (vec![1.5, 0.75], vec![-1.5]));

        let loaded = [array(&[8.0, 16.0], &[2]), array(&[32.0], &[])];
        assert_eq!(unsafe { goldstep_load(run, c"b".as_ptr(), 2, loaded.as_ptr()) }, OK);
        assert_eq!(unsafe { goldstep_set_t(run, 9) }, OK);
        assert_eq!(unsafe { goldstep_state(run, &mut t, &mut slots) }, OK);
        assert_eq!((t, read(run, 1, 0), read(run, 1, 1)), (9, vec![8.0, 16.0], vec![32.0]));
        assert_eq!(reason(run), "");
        unsafe { goldstep_destroy(run) };
    }
}

#[test]
fn a_run_saves_itself_grows_and_goes_without_gradients() {
    let given = momentum("float32");
    let (n, hyper) = (given.hyper.len(), given.hyper.as_ptr());
    let ((_, run), (_, other)) = (given.begin(), given.begin());
    let missing = RawArray { data: ptr::null(), ..array(&[0.0], &[1]) };
    let gradients = [array(&[1.0, 0.5], &[2]), missing];
    let (mut t, mut slots, mut data, mut size) = (0, 0, ptr::null(), 0);
    unsafe {
        assert_eq!(goldstep_step(run, 2, gradients.as_ptr(), n, hyper), OK);
        assert_eq!(goldstep_state(run, &mut t, &mut slots), OK);
        assert_eq!((t, read(run, 1, 0), read(run, 1, 1)), (-1, vec![1.0, 0.5], vec![0.0]));

        assert_eq!(goldstep_save(run, &mut data, &mut size), OK);
        assert_eq!(goldstep_restore(other, data, size), OK);
        assert_eq!(goldstep_restore(other, data, size - 8), MISUSED);
        let both = [array(&[1.0, 0.5], &[2]), array(&[-1.0], &[])];
        for each in [run, other] {
            assert_eq!(goldstep_step(each, 2, both.as_ptr(), n, hyper), OK);
        }
        assert_eq!((read(run, 0, 0), read(run, 1, 1)), (read(other, 0, 0), read(other, 1, 1)));
        assert_eq!(read(run, 1, 1), [-1.0]);

        let new = [array(&[4.0], &[1])];
        assert_eq!(goldstep_add(run, 1, new.as_ptr(), n, hyper), OK);
        let three = [both[0], both[1], array(&[2.0], &[1])];
        assert_eq!(goldstep_step(run, 3, three.as_ptr(), n, hyper), OK);
        assert_eq!(read(run, 1, 2), [2.0]);
        goldstep_destroy(run);
        goldstep_destroy(other);
    }
}

#[test]
fn what_there_is_not_is_said() {
    let cases = [
        ("sgd", "paper", "bfloat16", UNSUPPORTED, "no tensors in bfloat16"),
        ("sgd", "paper-0", "float64", UNSUPPORTED, "sgd has no variant paper-0"),
        ("nothing", "paper", "float64", UNSUPPORTED, "no algorithm nothing"),
        ("adam", "paper", "float64", OK, ""),
    ];
    for (algorithm, variant, dtype, expected, text) in cases {
        let given = given(algorithm, variant, dtype, &[("lr", 0.5, EVERY)]);
        let (code, run) = given.begin();
        assert_eq!((code, reason(run).as_str()), (expected, text));
        let gradients = [array(&[1.0, 0.5], &[2]), array(&[-1.0], &[])];
        let code = unsafe { goldstep_step(run, 2, gradients.as_ptr(), 1, given.hyper.as_ptr()) };
        let lacking = (FAILED, "no value for the hyperparameter beta1".to_owned());
        let unbegun = (MISUSED, "the run did not begin".to_owned());
        assert_eq!((code, reason(run)), if expected == OK { lacking } else { unbegun });
        unsafe { goldstep_destroy(run) };
    }
}

#[test]
fn calls_without_sense_are_refused() {
    let null = ptr::null_mut();
    let (mut t, mut count, mut x) = (0, 0, 0.0);
    unsafe {
        assert_eq!(goldstep_init(ptr::null(), &mut ptr::null_mut()), MISUSED);
        assert_eq!(goldstep_step(null, 0, ptr::null(), 0, ptr::null()), MISUSED);
        assert_eq!(goldstep_state(null, &mut t, &mut count), MISUSED);
        assert_eq!(goldstep_read(null, 0, 0, &mut x, 1), MISUSED);
        assert_eq!(goldstep_load(null, c"b".as_ptr(), 0, ptr::null()), MISUSED);
        assert!(goldstep_slot(null, 0).is_null() && goldstep_error(null).is_null());
        goldstep_destroy(null);
    }

    let given = momentum("float64");
    let (_, run) = given.begin();
    let wrong = [array(&[1.0], &[1]), array(&[-1.0], &[])];
    let unshaped = [array(&[1.0, 2.0], &[3]), array(&[-1.0], &[])];
    let (n, hyper) = (given.hyper.len(), given.hyper.as_ptr());
    let mut shape = [0; MAX_RANK];
    unsafe {
        assert_eq!(goldstep_step(run, 1, wrong.as_ptr(), n, hyper), MISUSED);
        assert_eq!(goldstep_step(run, 2, wrong.as_ptr(), n, hyper), MISUSED);
        assert_eq!(reason(run), "a gradient of another size than its parameter needs");
        assert_eq!(goldstep_step(run, 2, unshaped.as_ptr(), n, hyper), MISUSED);
        assert_eq!(goldstep_step(run, 2, ptr::null(), n, hyper), MISUSED);
        assert_eq!(goldstep_shape(run, 2, 0, &mut count, shape.as_mut_ptr()), MISUSED);
        assert_eq!(goldstep_shape(run, 0, 2, &mut count, shape.as_mut_ptr()), MISUSED);
        assert_eq!(goldstep_read(run, 0, 0, &mut x, 1), MISUSED);
        assert_eq!(reason(run), "1 numbers for an array of shape [2]");
        assert_eq!(goldstep_load(run, c"v".as_ptr(), 2, wrong.as_ptr()), MISUSED);
        assert_eq!(reason(run), "the state has only theta, b");
        assert_eq!(goldstep_load(run, c"\xff".as_ptr(), 2, wrong.as_ptr()), MISUSED);
        assert_eq!(goldstep_set_t(run, -1), MISUSED);
        goldstep_destroy(run);
    }
    let of_none = self::given("sgd", "paper", "float64", &[("lr", 0.5, EVERY), ("lr", 0.25, 2)]);
    let (code, run) = of_none.begin();
    assert_eq!((code, reason(run).as_str()), (MISUSED, "there is no parameter 2"));
    unsafe { goldstep_destroy(run) };
}

#[test]
fn the_library_describes_itself() {
    assert_eq!(goldstep_abi(), door::ABI);
    let text = unsafe { CStr::from_ptr(goldstep_info()) }.to_str().unwrap();
    let info = Json::parse(text);
    assert_eq!(info.get("name").text(), "goldstep-rust");
    let variants = info.get("algorithms").get("sgd").list();
    assert!(variants.iter().any(|variant| variant.text() == "pytorch-2.13-nesterov"));
}

#[test]
fn training_updates_what_belongs_to_the_caller() {
    let given = momentum("float32");
    let (code, optimizer) = given.train();
    assert_eq!(code, OK);
    let (mut weights, mut others) = ([1.0_f32, -2.0], [4.0_f32]);
    let (first, second) = ([1.0_f32, 0.5], [-1.0_f32]);
    let params = [weights.as_mut_ptr().cast::<c_void>(), others.as_mut_ptr().cast()];
    let gradients = [first.as_ptr().cast::<c_void>(), second.as_ptr().cast()];
    assert_eq!(unsafe { goldstep_rust_step(optimizer, params.as_ptr(), gradients.as_ptr()) }, OK);
    assert_eq!((weights, others), ([0.5, -2.25], [4.25]));
    let slower = RawHyper { name: c"lr".as_ptr(), value: 0.0, parameter: EVERY };
    assert_eq!(unsafe { goldstep_rust_set(optimizer, &slower) }, OK);
    assert_eq!(unsafe { goldstep_rust_step(optimizer, params.as_ptr(), gradients.as_ptr()) }, OK);
    assert_eq!((weights, others), ([0.5, -2.25], [4.25]));
    assert_eq!(unsafe { goldstep_rust_step(optimizer, params.as_ptr(), ptr::null()) }, MISUSED);
    let text = unsafe { CStr::from_ptr(goldstep_rust_error(optimizer)) };
    assert_eq!(text.to_str().unwrap(), "NULL where there should be an array");
    unsafe { goldstep_rust_free(optimizer) };
    unsafe { goldstep_rust_free(ptr::null_mut()) };
}

#[test]
fn large_tensors_in_several_threads() {
    let n = (1 << 20) + 13; // large enough for huge pages too
    let start: Vec<f64> = (0..n).map(|k| (k % 97) as f64 / 8.0).collect();
    let gradient: Vec<f32> = (0..n).map(|k| (k % 89) as f32 / 16.0 - 2.0).collect();
    let names = [("lr", 0.1), ("beta1", 0.9), ("beta2", 0.99), ("eps", 1e-8), ("weight_decay", 0.1)];
    let hyper = names.map(|(name, value)| (name, value, EVERY));
    let results = [1, 2, 5].map(|threads| {
        let shape = [n];
        let given = Given { params: vec![array(&start, &shape)], ..given("adamw", "pytorch-2.13", "float32", &hyper) };
        let (code, optimizer) = given.train();
        assert_eq!(code, OK);
        assert_eq!(unsafe { goldstep_rust_threads(optimizer, threads) }, OK);
        let mut theta: Vec<f32> = start.iter().map(|&x| x as f32).collect();
        let (params, gradients) = ([theta.as_mut_ptr().cast::<c_void>()], [gradient.as_ptr().cast::<c_void>()]);
        for _ in 0..3 {
            assert_eq!(unsafe { goldstep_rust_step(optimizer, params.as_ptr(), gradients.as_ptr()) }, OK);
        }
        unsafe { goldstep_rust_free(optimizer) };
        theta
    });
    assert!(results[0].iter().all(|x| x.is_finite()));
    assert!(results[0] == results[1] && results[0] == results[2]);
}
