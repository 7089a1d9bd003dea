// erf of float64 numbers from + - * / and the own exponential, so that every machine gives the same bits.
// Method: FreeBSD's s_erf.c (fdlibm): four intervals, each with a rational function of its own.
import { exponential } from "./exponential";

/** 2 / sqrt(pi) - 1 */
const EFX: f64 = 1.28379167095512586316e-1;

/** erf 1, to float32. */
const ERX: f64 = 8.45062911510467529297e-1;

/** (erf x - x) / x below 0.84375, by x^2. */
// @ts-ignore: decorator
@inline
function nearZero(z: f64): f64 {
  const p: f64 =
    1.28379167095512558561e-1 +
    z * (-3.25042107247001499370e-1 +
      z * (-2.84817495755985104766e-2 + z * (-5.77027029648944159157e-3 + z * -2.37630166566501626084e-5)));
  const q: f64 =
    1 +
    z * (3.97917223959155352819e-1 +
      z * (6.50222499887672944485e-2 +
        z * (5.08130628187576562776e-3 + z * (1.32494738004321644526e-4 + z * -3.96022827877536812320e-6))));
  return p / q;
}

/** erf x - ERX below 1.25, by |x| - 1. */
// @ts-ignore: decorator
@inline
function nearOne(s: f64): f64 {
  const p: f64 =
    -2.36211856075265944077e-3 +
    s * (4.14856118683748331666e-1 +
      s * (-3.72207876035701323847e-1 +
        s * (3.18346619901161753674e-1 +
          s * (-1.10894694282396677476e-1 + s * (3.54783043256182359371e-2 + s * -2.16637559486879084300e-3)))));
  const q: f64 =
    1 +
    s * (1.06420880400844228286e-1 +
      s * (5.40397917702171048937e-1 +
        s * (7.18286544141962662868e-2 +
          s * (1.26171219808761642112e-1 + s * (1.36370839120290507362e-2 + s * 1.19844998467991074170e-2)))));
  return p / q;
}

/** ln(|x| erfc|x|) + x^2 + 0.5625 below 1 / 0.35, by 1 / x^2. */
// @ts-ignore: decorator
@inline
function middle(s: f64): f64 {
  const r: f64 =
    -9.86494403484714822705e-3 +
    s * (-6.93858572707181764372e-1 +
      s * (-1.05586262253232909814e1 +
        s * (-6.23753324503260060396e1 +
          s * (-1.62396669462573470355e2 +
            s * (-1.84605092906711035994e2 + s * (-8.12874355063065934246e1 + s * -9.81432934416914548592))))));
  const t: f64 =
    1 +
    s * (1.96512716674392571292e1 +
      s * (1.37657754143519042600e2 +
        s * (4.34565877475229228821e2 +
          s * (6.45387271733267880336e2 +
            s * (4.29008140027567833386e2 +
              s * (1.08635005541779435134e2 + s * (6.57024977031928170135 + s * -6.04244152148580987438e-2)))))));
  return r / t;
}

/** The same from there to 6. */
// @ts-ignore: decorator
@inline
function far(s: f64): f64 {
  const r: f64 =
    -9.86494292470009928597e-3 +
    s * (-7.99283237680523006574e-1 +
      s * (-1.77579549177547519889e1 +
        s * (-1.60636384855821916062e2 +
          s * (-6.37566443368389627722e2 + s * (-1.02509513161107724954e3 + s * -4.83519191608651397019e2)))));
  const t: f64 =
    1 +
    s * (3.03380607434824582924e1 +
      s * (3.25792512996573918826e2 +
        s * (1.53672958608443695994e3 +
          s * (3.19985821950859553908e3 +
            s * (2.55305040643316442583e3 + s * (4.74528541206955367215e2 + s * -2.24409524465858183362e1))))));
  return r / t;
}

/** erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x; 1 and -1 at the infinities. */
function errorFunction(x: f64): f64 {
  const size = abs<f64>(x);
  // NaN passes
  if (!(size >= 0.84375)) {
    // subnormal products would lose digits
    if (size < 2.848094538889218e-306) return 0.0625 * (16 * x + 16 * EFX * x);
    return size < 3.725290298461914e-9 ? x + EFX * x : x + x * nearZero(x * x);
  }
  let result: f64 = 1;
  if (size < 1.25) {
    result = ERX + nearOne(size - 1);
  } else if (size < 6) {
    const s = 1 / (size * size);
    const quotient = size < 2.857142857142857 ? middle(s) : far(s);
    // x^2 in two parts: the square of x's upper half is exact
    const upper = reinterpret<f64>(reinterpret<i64>(size) & 0xffffffff00000000);
    const tail = exponential(-upper * upper - 0.5625) * exponential((upper - size) * (upper + size) + quotient);
    result = 1 - tail / size;
  }
  return copysign<f64>(result, x);
}

/** erf of two numbers. */
// @ts-ignore: decorator
@inline
export function erf2x(x: v128): v128 {
  const first = f64x2.splat(errorFunction(f64x2.extract_lane(x, 0)));
  return f64x2.replace_lane(first, 1, errorFunction(f64x2.extract_lane(x, 1)));
}
