/** Two-sided 95% point of the standard normal distribution: the confidence that every interval in w4s has. */
export const Z95 = 1.959963984540054;
