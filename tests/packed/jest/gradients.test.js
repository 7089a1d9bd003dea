import { gradientMatchers } from "@retrograd/gradcheck";
import { networkWith } from "./network.js";

expect.extend(gradientMatchers);

test("a right network passes", () => {
  expect(networkWith(2)).toHaveCorrectGradients();
  expect(networkWith(2)).toHaveCorrectGradients({ mode: "fast" });
});

test("a wrong one fails by its layer and cause", () => {
  expect(networkWith(1)).not.toHaveCorrectGradients({ mode: "fast" });
  expect(() => expect(networkWith(1)).toHaveCorrectGradients()).toThrow(
    /Double1\.x\[.*constant-factor: backward is 0\.5 times the derivative/,
  );
});
