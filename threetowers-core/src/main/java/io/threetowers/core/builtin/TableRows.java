package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the wanted columns of a CSV, TSV or JSON-lines file. */
final class TableRows {
  private static final Map<Character, String> SEPARATORS = separators();
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path file;
  private final Set<String> columns;

  /**
   * A reader.
   *
   * @param columns the wanted ones
   */
  TableRows(Path file, Collection<String> columns) {
    this.file = file;
    this.columns = new LinkedHashSet<>(columns);
  }

  private static Map<Character, String> separators() {
    Map<Character, String> names = new LinkedHashMap<>();
    names.put(',', "comma");
    names.put('\t', "tab");
    names.put(';', "semicolon");
    names.put('|', "bar");
    return names;
  }

  /**
   * Gives each row: for each wanted column its texts, none where the row has nothing there.
   *
   * @throws InvalidInputException if the file cannot be read, or has no such column
   */
  void forEach(Consumer<Map<String, List<String>>> sink) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("there is no file '" + file + "'");
    }
    try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
      reader.mark(1 << 16);
      String first = reader.readLine();
      if (first == null) {
        throw new InvalidInputException("the table '" + file + "' is empty");
      }
      reader.reset();
      if (first.startsWith(BYTE_ORDER_MARK)) {
        reader.skip(1);
        first = first.substring(1);
      }
      if (first.stripLeading().startsWith("{")) {
        json(reader, sink);
      } else {
        separated(first, reader, sink);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException("cannot read '" + file + "': " + e.getMessage(), e);
    }
  }

  private void separated(
      String header, BufferedReader reader, Consumer<Map<String, List<String>>> sink)
      throws IOException {
    char separator =
        SEPARATORS.keySet().stream()
            .max(Comparator.comparingLong(c -> header.chars().filter(h -> h == c).count()))
            .orElseThrow();
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(separator)
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreSurroundingSpaces(true)
            .get();
    try (CSVParser parser = CSVParser.parse(reader, format)) {
      List<String> known = parser.getHeaderNames();
      refuseMissing(known, "with separator " + SEPARATORS.get(separator));
      for (CSVRecord record : parser) {
        Map<String, List<String>> row = new LinkedHashMap<>();
        for (String column : columns) {
          row.put(column, record.isSet(column) ? texts(record.get(column)) : List.of());
        }
        sink.accept(row);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InvalidInputException(
          "cannot read '%s' with separator %s: %s"
              .formatted(file, SEPARATORS.get(separator), e.getMessage()),
          e);
    }
  }

  private void json(BufferedReader reader, Consumer<Map<String, List<String>>> sink)
      throws IOException {
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonObject object = object(line, number);
      if (number == 1) {
        refuseMissing(object.keySet(), "as JSON lines");
      }
      Map<String, List<String>> row = new LinkedHashMap<>();
      for (String column : columns) {
        List<String> texts = new ArrayList<>();
        if (object.has(column)) {
          JsonTexts.at(object, List.of(column)).forEach(text -> texts.addAll(texts(text)));
        }
        row.put(column, texts);
      }
      sink.accept(row);
    }
  }

  private JsonObject object(String line, int number) {
    try {
      JsonElement element = JsonParser.parseReader(new StringReader(line));
      if (element instanceof JsonObject object) {
        return object;
      }
      throw new InvalidInputException(
          "'%s', line %d is no JSON object: '%s'".formatted(file, number, line));
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "'%s', line %d is malformed JSON: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  private static List<String> texts(String cell) {
    return cell.isBlank() ? List.of() : List.of(cell.strip());
  }

  private void refuseMissing(Collection<String> known, String how) {
    for (String column : columns) {
      if (!known.contains(column)) {
        throw new InvalidInputException(
            "read '%s' %s: there is no column '%s'%s"
                .formatted(file, how, column, Suggestions.hint(column, known)));
      }
    }
  }
}
