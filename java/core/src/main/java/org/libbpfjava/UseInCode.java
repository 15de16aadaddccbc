package org.libbpfjava;

import org.libbpfjava.internal.code.VariableUse;
import org.libbpfjava.internal.variable.VariableInfo;

/** What the object's code and initialisers have to do with one variable. */
interface UseInCode {
  /** Of a variable that belongs to no file. */
  UseInCode UNKNOWN =
      new UseInCode() {
        @Override
        public boolean isReferenced() {
          return true;
        }

        @Override
        public boolean holdsPointer(int offset, int size) {
          return false;
        }
      };

  /** {@return whether an instruction refers to it} */
  boolean isReferenced();

  /** {@return whether bytes of its section hold a pointer that nobody fills in} */
  boolean holdsPointer(int offset, int size);

  /** Of a variable of a file. */
  static UseInCode of(VariableUse use, VariableInfo variable) {
    return new UseInCode() {
      @Override
      public boolean isReferenced() {
        return use.isReferenced(variable);
      }

      @Override
      public boolean holdsPointer(int offset, int size) {
        return use.holdsPointer(variable.section(), offset, size);
      }
    };
  }
}
