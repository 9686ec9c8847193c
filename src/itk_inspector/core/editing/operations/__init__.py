"""Operations on a whole copy: what each is called, takes and gives; how it is computed stands in `itkio`."""
