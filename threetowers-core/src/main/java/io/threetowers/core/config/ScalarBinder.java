package io.threetowers.core.config;

import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.SettingType.Bool;
import io.threetowers.core.config.SettingType.Choice;
import io.threetowers.core.config.SettingType.File;
import io.threetowers.core.config.SettingType.Parsed;
import io.threetowers.core.config.SettingType.Real;
import io.threetowers.core.config.SettingType.Simple;
import io.threetowers.core.config.SettingType.Whole;
import io.threetowers.core.source.CacheFolder;
import io.threetowers.core.source.FileSource;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One scalar to one value. */
final class ScalarBinder {
  /** {@code $HOME/…} and {@code …/${NAME}/…} of a shell. */
  private static final Pattern VARIABLE = Pattern.compile("^\\$[A-Za-z_]|\\$\\{");

  /** A value that is not what it must be; the message goes on after the path. */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message);
    }
  }

  private ScalarBinder() {}

  /** The value, and its text in one spelling: two spellings of one number are no difference. */
  static Resolved bind(Simple type, Scalar scalar, Limits limits) throws Mismatch {
    if (type instanceof Whole whole) {
      long value = whole(scalar, whole, limits);
      return resolved(
          whole.wide() ? value : (Object) (int) value, scalar, Long.toString(value), true);
    } else if (type instanceof Real) {
      double value = real(scalar, limits);
      return resolved(value, scalar, Numbers.text(value), true);
    } else if (type instanceof Bool) {
      boolean value = bool(scalar);
      return resolved(value, scalar, Boolean.toString(value), true);
    } else if (type instanceof File && FileSource.isOne(scalar.text())) {
      return address(scalar);
    } else if (type instanceof File) {
      Path value = path(scalar);
      return resolved(value, scalar, value.toString(), false);
    } else if (type instanceof Choice choice) {
      return resolved(choice(scalar, choice), scalar, scalar.text(), false);
    } else if (type instanceof Parsed parsed) {
      boolean number = scalar.plain() && !CoreSchema.isText(scalar.text());
      return resolved(parsed(scalar, parsed), scalar, scalar.text(), number);
    }
    return resolved(scalar.text(), scalar, scalar.text(), false);
  }

  private static Resolved resolved(Object value, Scalar scalar, String text, boolean plain) {
    return new Resolved(value, new Scalar(scalar.source(), text, plain, scalar.folder()));
  }

  private static long whole(Scalar scalar, Whole type, Limits limits) throws Mismatch {
    BigInteger value =
        plain(scalar)
            .flatMap(CoreSchema::whole)
            .orElseThrow(() -> mismatch("a whole number", scalar, wholeHint(scalar)));
    long min = type.wide() ? Long.MIN_VALUE : Integer.MIN_VALUE;
    long max = type.wide() ? Long.MAX_VALUE : Integer.MAX_VALUE;
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw mismatch("between " + min + " and " + max, scalar, "");
    }
    check(limits, value.doubleValue(), scalar);
    return value.longValue();
  }

  private static double real(Scalar scalar, Limits limits) throws Mismatch {
    double value =
        plain(scalar)
            .flatMap(CoreSchema::real)
            .filter(number -> !number.isNaN())
            .orElseThrow(() -> mismatch("a number", scalar, numberHint(scalar)));
    if (Double.isInfinite(value)) {
      throw mismatch("a finite number", scalar, "");
    }
    check(limits, value, scalar);
    return value;
  }

  private static void check(Limits limits, double value, Scalar scalar) throws Mismatch {
    Optional<String> broken = limits.broken(value);
    if (broken.isPresent()) {
      throw mismatch(broken.get(), scalar, "");
    }
  }

  private static boolean bool(Scalar scalar) throws Mismatch {
    return plain(scalar)
        .flatMap(CoreSchema::bool)
        .orElseThrow(() -> mismatch("true or false", scalar, boolHint(scalar)));
  }

  /** The words that older YAML took for truth values. */
  private static String boolHint(Scalar scalar) {
    String word = scalar.text().toLowerCase(Locale.ROOT);
    boolean yes = word.equals("yes") || word.equals("on");
    boolean no = word.equals("no") || word.equals("off");
    return yes || no ? "; write " + yes : quotesHint(scalar);
  }

  /** The address keeps its text, in quotes: a query may hold what has a meaning in a list. */
  private static Resolved address(Scalar scalar) throws Mismatch {
    try {
      FileSource file = FileSource.parse(scalar.text());
      return new Resolved(
          file.path(CacheFolder.current()),
          new Scalar(scalar.source(), scalar.text(), false, scalar.folder(), Optional.of(file)));
    } catch (IllegalArgumentException e) {
      throw new Mismatch(e.getMessage());
    }
  }

  private static Path path(Scalar scalar) throws Mismatch {
    String text = scalar.text();
    if (text.isEmpty()) {
      throw mismatch("a path", scalar, "");
    } else if (VARIABLE.matcher(text).find()) {
      throw mismatch(
          "a path", scalar, "; variables are not filled in, only '~/' stands for your home");
    }
    try {
      Path path =
          text.startsWith("~/")
              ? Path.of(System.getProperty("user.home"), text.substring(2))
              : Path.of(text);
      return scalar.folder().resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw mismatch("a path", scalar, "");
    }
  }

  private static Object choice(Scalar scalar, Choice choice) throws Mismatch {
    int index = choice.words().indexOf(scalar.text());
    if (index < 0) {
      String near =
          Suggestions.nearest(scalar.text(), choice.words())
              .map(word -> "; did you mean '" + word + "'?")
              .orElse("");
      throw mismatch("one of " + String.join(", ", choice.words()), scalar, near);
    }
    return choice.type().getEnumConstants()[index];
  }

  private static Object parsed(Scalar scalar, Parsed type) throws Mismatch {
    try {
      type.parse().setAccessible(true);
      return type.parse().invoke(null, scalar.text());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw new Mismatch(": " + cause.getMessage());
      }
      throw new IllegalStateException(type.parse() + " failed on '" + scalar.text() + "'", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type.parse() + " cannot be called", e);
    }
  }

  /** Numbers and truth values are not read from quoted text: quotes say that it is text. */
  private static Optional<String> plain(Scalar scalar) {
    return scalar.plain() ? Optional.of(scalar.text()) : Optional.empty();
  }

  private static Mismatch mismatch(String wanted, Scalar scalar, String hint) {
    return new Mismatch(" must be " + wanted + ", not " + scalar.noun() + hint);
  }

  private static String quotesHint(Scalar scalar) {
    return scalar.plain() || CoreSchema.isText(scalar.text()) ? "" : "; remove the quotes";
  }

  private static String numberHint(Scalar scalar) {
    String digits = scalar.text().replace("_", "").replaceFirst("^([-+]?)0+(?=[0-9])", "$1");
    boolean other = !digits.equals(scalar.text()) && CoreSchema.real(digits).isPresent();
    return scalar.plain() && other ? "; write " + digits : quotesHint(scalar);
  }

  /** {@code 1e3} is a number with a point; that it is whole is worth a hint. */
  private static String wholeHint(Scalar scalar) {
    Optional<Double> number = plain(scalar).flatMap(CoreSchema::real);
    if (number.filter(n -> n == Math.rint(n) && Math.abs(n) < 1e15).isPresent()) {
      return "; write " + new BigDecimal(number.get()).toBigInteger();
    }
    return numberHint(scalar);
  }
}
